-- As a table it would be all amounts written down once more, each night.
{{ config(materialized='view') }}

-- Keys of amounts and of claims are made differently, and never meet.
select
    amount_key as figure_key,
    amount_yuan,
    half_unit_yuan
from {{ ref('int_corrected_amount_of_all_documents') }}
union all
select
    claim_key as figure_key,
    claimed_yuan as amount_yuan,
    half_unit_yuan
from {{ ref('int_narrative_claim_of_all_documents') }}
where claimed_yuan is not null
