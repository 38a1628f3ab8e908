{{ config(materialized='view') }}

with

facts as (
    select * from {{ ref('fct_revenue_consolidated').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
),

forms as (
    select * from {{ ref('dim_form').include(database=false) }}
),

sources as (
    select * from {{ ref('dim_revenue_source').include(database=false) }}
),

functional_codes as (
    select * from {{ ref('dim_functional_code').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    facts.budget_unit_label,

    -- what
    facts.form_code,
    forms.name_zh as form_name_zh,
    sources.revenue_source_code,
    sources.name_zh as revenue_source_zh,
    sources.name_en as revenue_source_en,
    groups.name_zh as revenue_group_zh,
    groups.name_en as revenue_group_en,
    {{ functional_code_in_words() }},

    -- how much
    facts.amount_yuan,
    {{ wan_yuan('facts.amount_yuan') }} as amount_wan_yuan,

    -- the evidence
    {{ evidence_of_amount() }}
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
inner join amounts on facts.amount_key = amounts.amount_key
left join forms
    on facts.form_code = forms.form_code and facts.budget_stage = forms.budget_stage
inner join sources on facts.revenue_source_key = sources.revenue_source_key
inner join sources as groups
    on coalesce(sources.parent_code, sources.revenue_source_code) = groups.revenue_source_code
inner join functional_codes on facts.functional_code_key = functional_codes.functional_code_key
