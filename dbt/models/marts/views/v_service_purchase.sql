{{ config(materialized='view') }}

with

{{ planned_and_counted_once('fct_service_purchase') }},

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- what is bought
    facts.level_1,
    facts.level_2,
    facts.level_3,
    facts.item_name,

    -- how much
    facts.amount_yuan,
    {{ wan_yuan('facts.amount_yuan') }} as amount_wan_yuan,

    -- the evidence
    {{ evidence_of_amount() }}
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
inner join amounts on facts.amount_key = amounts.amount_key
