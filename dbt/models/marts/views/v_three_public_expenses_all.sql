{{ config(materialized='view') }}

with

facts as (
    select * from {{ ref('fct_three_public_expenses_consolidated').include(database=false) }}
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

items as (
    select * from {{ ref('dim_three_public_item').include(database=false) }}
),

funds as (
    select * from {{ ref('dim_fund_source').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    facts.budget_unit_label,

    -- what
    facts.form_code,
    forms.name_zh as form_name_zh,
    items.item_code,
    items.name_zh as item_name_zh,
    items.name_en as item_name_en,
    items.is_three_public,
    funds.fund_source_code,
    funds.name_zh as fund_source_zh,
    funds.name_en as fund_source_en,

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
inner join items on facts.item_code = items.item_code
inner join funds on facts.fund_source_key = funds.fund_source_key
