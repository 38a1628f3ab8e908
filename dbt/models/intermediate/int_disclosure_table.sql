with

table_sections as (
    select * from {{ ref('int_table_section') }}
),

keys as (
    select * from {{ ref('int_disclosure_key') }}
)

select
    table_sections.table_id,
    table_sections.document_id,
    keys.disclosure_key
from table_sections
inner join keys
    on
        table_sections.document_id = keys.document_id
        and table_sections.section_no = keys.section_no
