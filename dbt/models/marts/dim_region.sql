with

regions as (
    select * from {{ ref('region') }}
),

changes as (
    select * from {{ ref('region_code_change') }}
),

today as (
    select * from {{ ref('int_region_today') }}
),

names_today as (
    select
        region_code,
        region_name
    from regions
    qualify row_number() over (partition by region_code order by valid_to_year desc nulls first) = 1
),

described as (
    select
        regions.region_code,
        regions.region_name,
        regions.region_level,
        regions.parent_code,
        regions.valid_from_year,
        regions.valid_to_year,
        cities.region_code as city_code,
        cities.region_name as city_name,
        provinces.region_code as province_code,
        provinces.region_name as province_name,
        today.region_code as current_region_code,
        if(regions.valid_to_year is null, null, changes.change_kind) as change_kind
    from regions
    left join names_today as provinces on left(regions.region_code, 2) || '0000' = provinces.region_code
    left join names_today as cities
        on
            regions.region_level <> 'province'
            and left(regions.region_code, 4) || '00' = cities.region_code
    left join today on regions.region_code = today.origin_code
    left join changes on regions.region_code = changes.region_code
)

select
    region_code,
    region_name,
    region_level,
    parent_code,
    city_code,
    city_name,
    province_code,
    province_name,
    current_region_code,
    change_kind,
    valid_from_year,
    valid_to_year
from described
union all
select
    'not_disclosed' as region_code,
    'not_disclosed' as region_name,
    'not_disclosed' as region_level,
    null as parent_code,
    null as city_code,
    null as city_name,
    null as province_code,
    null as province_name,
    'not_disclosed' as current_region_code,
    null as change_kind,
    null as valid_from_year,
    null as valid_to_year
