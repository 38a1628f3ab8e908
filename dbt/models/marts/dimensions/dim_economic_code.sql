with

code_periods as (
    select * from {{ ref('int_code_period') }}
    where classification in ('department', 'government')
),

cost_categories as (
    select * from {{ ref('cost_category') }}
)

select
    code_periods.code_key as economic_code_key,
    code_periods.code as economic_code,
    code_periods.code_name as economic_name,
    code_periods.code_level,
    code_periods.class_code,
    code_periods.class_name,
    code_periods.section_code,
    code_periods.section_name,
    code_periods.classification,
    coalesce(cost_categories.cost_category, 'not_disclosed') as usual_cost_category,
    code_periods.name_source,
    code_periods.valid_from_year,
    code_periods.valid_to_year
from code_periods
left join cost_categories
    on code_periods.class_code = cost_categories.economic_class_code

union all

select
    'not_disclosed' as economic_code_key,
    'not_disclosed' as economic_code,
    '未公开' as economic_name,
    'not_disclosed' as code_level,
    'not_disclosed' as class_code,
    '未公开' as class_name,
    null as section_code,
    null as section_name,
    'not_disclosed' as classification,
    'not_disclosed' as usual_cost_category,
    'not_disclosed' as name_source,
    null as valid_from_year,
    null as valid_to_year
