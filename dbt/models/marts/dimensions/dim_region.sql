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

aliases as (
    select * from {{ ref('region_alias') }}
),

names_today as (
    select
        region_code,
        region_name
    from regions
    qualify row_number() over (partition by region_code order by valid_to_year desc nulls first) = 1
),

-- A zone has the code of the Bureau of Statistics, and lies in the city that contains it.
zones as (
    select
        statistical_code as region_code,
        alias as region_name,
        'development_zone' as region_level,
        region_code as parent_code,
        null as valid_from_year,
        if(is_on_latest_list, null, 2022) as valid_to_year
    from aliases
    where statistical_code is not null
    -- Of two names the latest list holds one; the other is where it was called before.
    qualify row_number() over (partition by statistical_code order by is_on_latest_list desc, alias asc) = 1
),

places as (
    select
        region_code,
        region_name,
        region_level,
        parent_code,
        valid_from_year,
        valid_to_year
    from regions
    union all
    select * from zones
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
        -- A zone that is no longer listed left its places to the city.
        if(
            regions.region_level = 'development_zone' and regions.valid_to_year is null,
            regions.region_code,
            today.region_code
        ) as current_region_code,
        if(regions.valid_to_year is null, null, changes.change_kind) as change_kind
    from places as regions
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
    '未公开' as region_name,
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
