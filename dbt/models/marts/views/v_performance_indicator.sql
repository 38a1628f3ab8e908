{{ config(materialized='view') }}

with

{{ planned_and_counted_once('fct_performance_indicator') }},

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

projects as (
    select * from {{ ref('fct_project').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- whose target
    facts.subject_kind,
    facts.project_code,
    facts.project_name,
    projects.budget_yuan as project_budget_yuan,

    -- what is to be reached
    facts.level_1,
    facts.level_2,
    facts.level_3,
    facts.description,
    facts.target_text,
    facts.comparator,
    facts.target_value,
    facts.target_unit,
    facts.basis,

    -- the evidence
    disclosures.suspect_extraction,
    disclosures.file_path,
    facts.page_no,
    facts.table_id,
    facts.row_no,
    facts.indicator_key,
    facts.project_key,
    facts.disclosure_key,
    facts.department_key
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
left join projects on facts.project_key = projects.project_key
