with recursive

regions as (
    select * from {{ ref('region') }}
),

changes as (
    select * from {{ ref('region_code_change') }}
),

aliases as (
    select * from {{ ref('region_alias') }}
),

codes as (
    select distinct
        region_code,
        region_code as origin_code
    from regions
    union
    -- Project codes of a development zone carry its statistical code: the zone lies in the city.
    select
        region_code,
        statistical_code as origin_code
    from aliases
    where statistical_code is not null
),

steps as (
    select
        origin_code,
        region_code,
        0 as step_count
    from codes
    union all
    select
        steps.origin_code,
        changes.successor_code as region_code,
        steps.step_count + 1 as step_count
    from steps
    inner join changes on steps.region_code = changes.region_code
    where steps.step_count < 5
)

select
    origin_code,
    region_code,
    step_count
from steps
qualify row_number() over (partition by origin_code order by step_count desc) = 1
