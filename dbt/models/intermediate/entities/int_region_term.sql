with

regions as (
    select * from {{ ref('region') }}
),

aliases as (
    select * from {{ ref('region_alias') }}
),

-- Provinces and cities are also called without the word for their rank: 秦皇岛, 广西.
short_names as (
    select
        region_code,
        region_level,
        valid_to_year,
        regexp_replace(
            region_name,
            '(壮族|回族|维吾尔)?自治区$|[\p{Han}]{1,3}族自治州$|自治州$|地区$|省$|市$|盟$',
            ''
        ) as short_name
    from regions
    where region_level in ('province', 'city')
)

select
    region_code,
    region_level,
    region_name as term,
    'name' as term_kind,
    valid_to_year is null as is_valid_today
from regions
where not regexp_matches(region_name, '^(市辖区|县|市)$')
union
select
    region_code,
    region_level,
    short_name as term,
    'short_name' as term_kind,
    valid_to_year is null as is_valid_today
from short_names
where length(short_name) >= 2
union
select
    region_code,
    if(region_code like '%0000', 'province', 'city') as region_level,
    alias as term,
    'alias' as term_kind,
    true as is_valid_today
from aliases
