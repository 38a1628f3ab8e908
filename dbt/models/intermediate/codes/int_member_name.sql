with

code_periods as (
    select * from {{ ref('int_code_period') }}
),

expenditure_types as (
    select * from {{ ref('expenditure_type') }}
),

code_members as (
    select
        case classification when 'functional' then 'functional_' else 'economic_' end || code_level as axis,
        code as member_code,
        code_name as name_zh,
        null::varchar as name_en,
        valid_from_year,
        valid_to_year
    from code_periods
),

item_members as (
    select
        unnest(['three_public_item', 'three_public_group']) as axis,
        item_code as member_code,
        any_value(name_zh order by priority) as name_zh,
        any_value(name_en order by priority) as name_en
    from {{ ref('three_public_item') }}
    group by item_code
),

listed_members as (
    select
        'expenditure_type' as axis,
        expenditure_type_code as member_code,
        name_zh,
        name_en
    from expenditure_types
    union all
    select
        'cost_category' as axis,
        expenditure_type_code as member_code,
        name_zh,
        name_en
    from expenditure_types
    where expenditure_type_code in ('personnel', 'operating')
    union all
    select
        'fund_source' as axis,
        fund_source_code as member_code,
        name_zh,
        name_en
    from {{ ref('fund_source') }}
    union all
    select
        'revenue_source' as axis,
        revenue_source_code as member_code,
        name_zh,
        name_en
    from {{ ref('revenue_source') }}
    union all
    select * from item_members
    union all
    select
        'total' as axis,
        'total' as member_code,
        '合计' as name_zh,
        'Total' as name_en
)

select
    axis,
    member_code,
    name_zh,
    name_en,
    valid_from_year,
    valid_to_year
from code_members
union all
select
    axis,
    member_code,
    name_zh,
    name_en,
    null as valid_from_year,
    null as valid_to_year
from listed_members
