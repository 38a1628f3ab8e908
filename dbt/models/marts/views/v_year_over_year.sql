{{ config(materialized='view') }}

with

facts as (
    select * from {{ ref('fct_year_over_year').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

types as (
    select * from {{ ref('dim_expenditure_type').include(database=false) }}
),

last_years as (
    select * from {{ ref('v_disclosure').include(database=false) }}
)

select
    -- who and when
    facts.fiscal_year,
    facts.budget_stage,
    disclosures.budget_stage_zh,
    disclosures.budget_stage_en,
    facts.reporting_scope,
    disclosures.reporting_scope_zh,
    disclosures.province_name,
    disclosures.city_name,
    disclosures.region_code,
    disclosures.region_name,
    disclosures.department_code,
    disclosures.department_name,
    disclosures.department_name_today,

    -- what
    facts.subject,
    {{ subject_zh('facts.subject') }} as subject_zh,
    {{ subject_en('facts.subject') }} as subject_en,
    facts.axis,
    {{ axis_zh('facts.axis') }} as axis_zh,
    facts.member_code,
    facts.member_name_zh,
    facts.member_name_en,
    facts.is_renamed,
    facts.expenditure_type_code,
    coalesce(types.name_zh, '合计') as expenditure_type_zh,
    coalesce(types.name_en, 'Total') as expenditure_type_en,

    -- the amounts
    facts.this_year_yuan,
    {{ wan_yuan('facts.this_year_yuan') }} as this_year_wan_yuan,
    facts.last_year_yuan,
    {{ wan_yuan('facts.last_year_yuan') }} as last_year_wan_yuan,
    facts.change_yuan,
    {{ wan_yuan('facts.change_yuan') }} as change_wan_yuan,
    facts.change_ratio,
    facts.last_year_source,
    facts.printed_in,

    -- the evidence
    facts.suspect_extraction,
    disclosures.file_path,
    last_years.file_path as last_year_file_path,
    facts.disclosure_key,
    facts.last_year_disclosure_key,
    facts.comparison_key
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
left join types on facts.expenditure_type_code = types.expenditure_type_code
left join last_years on facts.last_year_disclosure_key = last_years.disclosure_key
