with

sections as (
    select * from {{ ref('int_disclosure_section') }}
),

names as (
    select distinct
        document_id,
        printed_name,
        replace(replace(printed_name, '(', '（'), ')', '）') as wide_name
    from sections
    where contains(printed_name, '(')
),

texts as (
    select
        document_id,
        text
    from {{ ref('stg_paragraph') }}
    union all
    select
        document_id,
        caption as text
    from {{ ref('stg_table') }}
    union all
    select
        tables.document_id,
        cells.text
    from {{ ref('stg_cell') }} as cells
    inner join {{ ref('stg_table') }} as tables on cells.table_id = tables.table_id
    where cells.row_no <= 5
),

printed_wide as (
    select distinct
        names.document_id,
        names.printed_name
    from names
    inner join texts
        on
            names.document_id = texts.document_id
            and contains({{ remove_space('texts.text') }}, names.wide_name)
)

select
    names.document_id,
    names.printed_name,
    names.wide_name
from names
inner join printed_wide
    on names.document_id = printed_wide.document_id and names.printed_name = printed_wide.printed_name
