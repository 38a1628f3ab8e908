{{ config(materialized='view') }}

with

facts as (
    select * from {{ ref('fct_basic_expenditure_consolidated').include(database=false) }}
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

economic_codes as (
    select * from {{ ref('dim_economic_code').include(database=false) }}
),

categories as (
    select * from {{ ref('dim_expenditure_type').include(database=false) }}
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
    {{ economic_codes_in_words() }},
    facts.cost_category as cost_category_code,
    categories.name_zh as cost_category_zh,
    categories.name_en as cost_category_en,
    facts.cost_category_source,
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
inner join economic_codes on facts.economic_code_key = economic_codes.economic_code_key
inner join economic_codes as government_codes
    on facts.government_economic_code_key = government_codes.economic_code_key
inner join categories on facts.cost_category = categories.expenditure_type_key
inner join functional_codes on facts.functional_code_key = functional_codes.functional_code_key
