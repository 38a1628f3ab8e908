{%- set plain_title = "if(amount_count > 0 and not contains(title, '明细'), 1000000000, 0)" -%}
{%- set fullness = plain_title ~ " + amount_count * 10000 - table_no" -%}

with

table_sections as (
    select * from {{ ref('int_table_section') }}
),

keys as (
    select * from {{ ref('int_disclosure_key') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

tables as (
    select
        table_sections.table_id,
        table_sections.document_id,
        keys.disclosure_key,
        recognised.form_code,
        recognised.table_no,
        recognised.title,
        recognised.layout,
        recognised.amount_count
    from table_sections
    inner join keys
        on
            table_sections.document_id = keys.document_id
            and table_sections.section_no = keys.section_no
    left join recognised on table_sections.table_id = recognised.table_id
),

-- A form occurs once in a disclosure: of several tables that could be it, the fullest is; one that breaks
-- the form's amounts down once more (支出决算明细表 beside 支出决算表) is not. A piece that follows under
-- the same title is part of it.
fullest as (
    select
        disclosure_key,
        form_code,
        arg_max(table_no, {{ fullness }}) as table_no,
        arg_max(title, {{ fullness }}) as title
    from tables
    where layout in ('summary', 'rows', 'items')
    group by disclosure_key, form_code
)

select
    tables.table_id,
    tables.document_id,
    tables.disclosure_key
from tables
left join fullest
    on tables.disclosure_key = fullest.disclosure_key and tables.form_code = fullest.form_code
where
    fullest.table_no is null
    or tables.layout not in ('summary', 'rows', 'items')
    or tables.table_no = fullest.table_no
    or tables.title = fullest.title
