{{ config(materialized='view') }}

with

{{ planned_and_counted_once('fct_procurement') }},

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

items as (
    select * from {{ ref('dim_procurement_item').include(database=false) }}
),

funds as (
    select * from {{ ref('dim_fund_source').include(database=false) }}
),

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- what is bought
    facts.project_name,
    facts.item_name,
    facts.catalogue_code,
    items.name_zh as catalogue_name_zh,
    facts.measure_unit,
    facts.quantity,
    facts.unit_price_yuan,
    funds.fund_source_code,
    funds.name_zh as fund_source_zh,
    funds.name_en as fund_source_en,

    -- how much
    facts.amount_yuan,
    {{ wan_yuan('facts.amount_yuan') }} as amount_wan_yuan,
    facts.sme_reserved_yuan,

    -- the evidence
    {{ evidence_of_amount() }}
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
inner join amounts on facts.amount_key = amounts.amount_key
left join items on facts.procurement_item_key = items.procurement_item_key
inner join funds on facts.fund_source_key = funds.fund_source_key
