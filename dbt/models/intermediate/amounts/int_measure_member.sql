-- One row per measure: the dimension members it stands for, each the nearest measure at or above it
-- that is a member. A city's own sub-column thus counts with the standard member it is part of.
with

paths as (
    select * from {{ ref('int_measure_path') }}
),

expenditure_types as (
    select * from {{ ref('expenditure_type') }}
),

-- 事业单位经营支出 is a type of expenditure, 事业单位经营收入 a source of funds: where a measure
-- could be read as either, an expenditure form means the type.
fund_sources as (
    select * from {{ ref('fund_source') }}
    where fund_source_code not in (select expenditure_type_code from expenditure_types)
),

revenue_sources as (
    select * from {{ ref('revenue_source') }}
)

select
    paths.scope,
    paths.measure_code,
    bool_or(paths.is_memo) as is_memo,
    case
        when paths.scope <> 'revenue'
            then arg_min(expenditure_types.expenditure_type_code, paths.steps)
    end as expenditure_type_code,
    case
        when paths.scope <> 'revenue'
            then arg_min(fund_sources.fund_source_code, paths.steps)
    end as fund_source_code,
    case
        when paths.scope = 'revenue'
            then arg_min(revenue_sources.revenue_source_code, paths.steps)
    end as revenue_source_code
from paths
left join expenditure_types on paths.ancestor_code = expenditure_types.expenditure_type_code
left join fund_sources on paths.ancestor_code = fund_sources.fund_source_code
left join revenue_sources on paths.ancestor_code = revenue_sources.revenue_source_code
group by paths.scope, paths.measure_code
