with

code_periods as (
    select * from {{ ref('int_code_period') }}
    where classification = 'functional'
)

select
    code_key as functional_code_key,
    code as functional_code,
    code_name as functional_name,
    code_level,
    class_code,
    class_name,
    section_code,
    section_name,
    name_source,
    valid_from_year,
    valid_to_year
from code_periods

union all

select
    'not_disclosed' as functional_code_key,
    'not_disclosed' as functional_code,
    '未公开' as functional_name,
    'not_disclosed' as code_level,
    'not_disclosed' as class_code,
    '未公开' as class_name,
    null as section_code,
    null as section_name,
    'not_disclosed' as name_source,
    null as valid_from_year,
    null as valid_to_year
