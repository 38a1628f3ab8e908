{{ config(materialized='view') }}

with

{{ planned_and_counted_once('fct_project') }},

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

indicators as (
    select
        project_key,
        count(*) as indicator_count
    from {{ ref('fct_performance_indicator').include(database=false) }}
    group by project_key
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    facts.budget_unit_label,

    -- what
    facts.project_code,
    facts.project_name,
    facts.target_statement,
    facts.is_transfer,
    coalesce(indicators.indicator_count, 0) as indicator_count,

    -- how much
    facts.budget_yuan,
    {{ wan_yuan('facts.budget_yuan') }} as budget_wan_yuan,
    facts.fiscal_yuan,
    facts.carried_forward_yuan,
    facts.other_funds_yuan,
    facts.whole_project_yuan,
    facts.planned_share_march,
    facts.planned_share_june,
    facts.planned_share_october,
    facts.planned_share_december,

    -- the evidence
    disclosures.suspect_extraction,
    disclosures.file_path,
    facts.page_no,
    facts.table_id,
    facts.row_no,
    facts.project_key,
    facts.disclosure_key,
    facts.department_key
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
left join indicators on facts.project_key = indicators.project_key
