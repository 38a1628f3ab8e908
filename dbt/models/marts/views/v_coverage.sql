{{ config(materialized='view') }}

with

coverage as (
    select * from {{ ref('fct_coverage').include(database=false) }}
),

-- The place as it is called today.
regions as (
    select
        region_code,
        arg_max(region_name, coalesce(valid_from_year, 0)) as region_name,
        any_value(city_name) as city_name,
        any_value(province_name) as province_name
    from {{ ref('dim_region').include(database=false) }}
    group by region_code
),

departments as (
    select * from {{ ref('dim_department').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
)

select
    -- who and when
    coverage.fiscal_year,
    coverage.budget_stage,
    case coverage.budget_stage when 'final_accounts' then '决算' else '预算' end as budget_stage_zh,
    case coverage.budget_stage when 'final_accounts' then 'Final accounts' else 'Budget' end
        as budget_stage_en,
    regions.province_name,
    regions.city_name,
    coverage.region_code,
    regions.region_name,
    coverage.body_name as department_name,
    coverage.body_source,
    departments.department_name as listed_by,

    -- what there is of it
    coverage.coverage,
    case coverage.coverage
        when 'published' then '已公开'
        when 'forms_missing' then '缺表'
        when 'perhaps_not_read' then '可能未读出'
        when 'prose_alone' then '只有说明'
        when 'in_department' then '含在部门中'
        else '未见公开'
    end as coverage_zh,
    coverage.missing_form_count,

    -- the evidence
    disclosures.file_path,
    coverage.coverage_key,
    coverage.disclosure_key
from coverage
left join regions on coverage.region_code = regions.region_code
left join departments on coverage.listed_by_key = departments.department_key
left join disclosures on coverage.disclosure_key = disclosures.disclosure_key
