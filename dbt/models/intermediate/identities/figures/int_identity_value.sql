-- Keys of amounts and of claims are made differently, and never meet.
select
    amount_key as figure_key,
    amount_yuan,
    half_unit_yuan
from {{ ref('kept_corrected_amount') }}
union all
select
    claim_key as figure_key,
    claimed_yuan as amount_yuan,
    half_unit_yuan
from {{ ref('kept_narrative_claim') }}
where claimed_yuan is not null
