-- Tables known as targets by their own labels alone: pieces of a form on the next page, and tables
-- of indicators below a block, carry no title of their own.
with

target_tables as (
    select
        table_id,
        document_id
    from {{ ref('int_performance_indicator') }}
    union
    select
        table_id,
        document_id
    from {{ ref('int_project') }}
),

titled_tables as (
    select * from {{ ref('int_recognised_table') }}
),

units as (
    select * from {{ ref('int_project_figure') }}
)

select
    target_tables.table_id,
    target_tables.document_id,
    'project_performance' as form_code,
    min(units.printed_unit) as printed_unit,
    'labels of performance targets' as evidence
from target_tables
left join titled_tables on target_tables.table_id = titled_tables.table_id
left join units on target_tables.table_id = units.table_id
where titled_tables.table_id is null
group by target_tables.table_id, target_tables.document_id
