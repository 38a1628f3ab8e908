{{ keep_by('document_key', on_schema_change='fail') }}

with

judged as (
    select * from {{ ref('int_table_recognition') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

unsure as (
    select * from {{ ref('int_unsure_table') }}
),

target_tables as (
    select * from {{ ref('int_target_table') }}
)

select
    judged.table_id,
    judged.document_id as document_key,
    judged.caption,
    judged.header,
    cast(judged.amount_count as integer) as amount_count,
    coalesce(
        judged.reason,
        if(
            unsure.table_id is null,
            null,
            'a known form that occurs again, and no page says whose it is'
        ),
        'a known form, but in no disclosure: the document is none, or a fuller or earlier table is that form'
    ) as reason
from judged
left join disclosure_tables on judged.table_id = disclosure_tables.table_id
left join unsure on judged.table_id = unsure.table_id
left join target_tables on judged.table_id = target_tables.table_id
where
    target_tables.table_id is null
    and judged.amount_count > 0
    and (not judged.is_recognised or disclosure_tables.table_id is null)
