{{ config(materialized='view') }}

with

counted_once as (
    {{ consolidated('fct_fixed_asset') | indent(4) }}
),

-- Rows that add up to the total: a total, and a part that 其中 names, would count money twice.
facts as (
    select * from counted_once
    where is_leaf and budget_stage = 'budget'
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    facts.as_of_date,

    -- what, how many and how much
    facts.asset_category,
    facts.quantity,
    facts.value_yuan,
    {{ wan_yuan('facts.value_yuan') }} as value_wan_yuan,

    -- the evidence
    disclosures.suspect_extraction,
    disclosures.file_path,
    facts.page_no,
    facts.table_id,
    facts.row_no,
    facts.fixed_asset_key,
    facts.amount_key,
    facts.disclosure_key,
    facts.department_key
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
