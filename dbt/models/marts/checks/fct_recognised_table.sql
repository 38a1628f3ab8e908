{{ keep_by('disclosure_key', on_schema_change='fail') }}

with

recognised as (
    select
        table_id,
        form_code,
        printed_unit,
        evidence,
        amount_count
    from {{ ref('int_recognised_table') }}
    union all
    select
        table_id,
        form_code,
        printed_unit,
        evidence,
        0 as amount_count
    from {{ ref('int_target_table') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

column_roles as (
    select * from {{ ref('int_column_role') }}
),

readings as (
    select
        table_id,
        string_agg(
            column_no || ': ' || coalesce(measure_code, column_role)
            || coalesce(' of ' || nullif(fund_source, measure_code), '')
            || coalesce(' (' || basis_term || ')', ''),
            ', '
            order by column_no
        )
        || coalesce('; ' || any_value(reading_evidence), '') as reading
    from column_roles
    group by table_id
)

select
    recognised.table_id,
    disclosure_tables.disclosure_key,
    recognised.form_code,
    coalesce(recognised.printed_unit, 'not_disclosed') as printed_unit,
    recognised.evidence,
    readings.reading,
    cast(recognised.amount_count as integer) as amount_count
from recognised
inner join disclosure_tables on recognised.table_id = disclosure_tables.table_id
left join readings on recognised.table_id = readings.table_id
