with

versions as (
    select * from {{ ref('int_department_version') }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

aliases as (
    select * from {{ ref('region_alias') }}
    where statistical_code is not null
),

-- 秦皇岛经济技术开发区… is of the zone that the lists call 秦皇岛市经济技术开发区.
zones as (
    select
        versions.department_key,
        aliases.statistical_code as development_zone_code
    from versions
    inner join aliases
        on
            versions.region_code = aliases.region_code
            and starts_with(replace(versions.department_name, '市', ''), replace(aliases.alias, '市', ''))
    qualify
        row_number() over (
            partition by versions.department_key
            order by length(aliases.alias) desc, aliases.alias
        ) = 1
),

departments as (
    select
        versions.department_key,
        versions.department_lineage_key,
        versions.department_code,
        versions.department_name,
        coalesce(versions.region_code, 'not_disclosed') as region_code,
        versions.valid_from_year,
        versions.valid_to_year,
        versions.valid_to_year is null as is_current
    from versions
    union all
    select
        'not_disclosed' as department_key,
        'not_disclosed' as department_lineage_key,
        null as department_code,
        '未公开' as department_name,
        'not_disclosed' as region_code,
        0 as valid_from_year,
        null as valid_to_year,
        true as is_current
)

select
    departments.department_key,
    departments.department_lineage_key,
    departments.department_code,
    departments.department_name,
    departments.region_code,
    regions.region_name,
    regions.province_name,
    zones.development_zone_code,
    departments.valid_from_year,
    departments.valid_to_year,
    departments.is_current
from departments
left join regions
    on departments.region_code = regions.region_code
left join zones
    on departments.department_key = zones.department_key
-- The place as it is called today: a code's name can have changed.
qualify
    row_number() over (
        partition by departments.department_key
        order by regions.valid_to_year desc nulls first
    ) = 1
