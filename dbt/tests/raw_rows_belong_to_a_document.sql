{#
    What extraction loaded hangs together: a row whose document or table is not there would be read by no model,
    and be lost in silence.
#}
with

tables as (
    select * from {{ source('raw', 'document_table') }}
),

documents as (
    select * from {{ source('raw', 'document') }}
),

cells as (
    select distinct table_id from {{ source('raw', 'table_cell') }}
),

owned as (
    select
        'document_table' as raw_table,
        document_id
    from tables
    union
    select
        'document_path' as raw_table,
        document_id
    from {{ source('raw', 'document_path') }}
    union
    select
        'page' as raw_table,
        document_id
    from {{ source('raw', 'page') }}
    union
    select
        'paragraph' as raw_table,
        document_id
    from {{ source('raw', 'paragraph') }}
)

select
    owned.raw_table,
    owned.document_id as missing
from owned
anti join documents
    on owned.document_id = documents.document_id
union all
select
    'table_cell' as raw_table,
    cells.table_id as missing
from cells
anti join tables
    on cells.table_id = tables.table_id
