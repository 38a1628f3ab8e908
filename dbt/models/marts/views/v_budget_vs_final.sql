{{ config(materialized='view') }}

with

facts as (
    select * from {{ ref('fct_budget_vs_final').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

types as (
    select * from {{ ref('dim_expenditure_type').include(database=false) }}
),

budgets as (
    select * from {{ ref('v_disclosure').include(database=false) }}
)

select
    -- who and when
    facts.fiscal_year,
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
    facts.expenditure_type_code,
    coalesce(types.name_zh, '合计') as expenditure_type_zh,
    coalesce(types.name_en, 'Total') as expenditure_type_en,

    -- the plan and its outcome
    facts.planned_yuan,
    {{ wan_yuan('facts.planned_yuan') }} as planned_wan_yuan,
    facts.final_yuan,
    {{ wan_yuan('facts.final_yuan') }} as final_wan_yuan,
    facts.difference_yuan,
    {{ wan_yuan('facts.difference_yuan') }} as difference_wan_yuan,
    facts.execution_ratio,
    facts.plan_source,

    -- the evidence
    facts.suspect_extraction,
    budgets.file_path as budget_file_path,
    disclosures.file_path as final_file_path,
    facts.budget_disclosure_key,
    facts.final_disclosure_key,
    facts.comparison_key
from facts
inner join disclosures on facts.final_disclosure_key = disclosures.disclosure_key
left join types on facts.expenditure_type_code = types.expenditure_type_code
left join budgets on facts.budget_disclosure_key = budgets.disclosure_key
