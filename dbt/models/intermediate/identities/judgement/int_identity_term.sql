with

candidate_terms as (
    select * from {{ ref('int_identity_candidate_term') }}
    where coalesce(amount_key, claim_key) is not null
),

taken_readings as (
    select * from {{ ref('int_identity_reading') }}
    where is_taken
),

text_checks as (
    select * from {{ ref('int_identity_text_check') }}
)

select
    candidate_terms.check_key,
    candidate_terms.identity_code,
    candidate_terms.disclosure_key,
    candidate_terms.term_side,
    candidate_terms.amount_key,
    candidate_terms.claim_key,
    candidate_terms.coefficient
from candidate_terms
inner join taken_readings
    on
        candidate_terms.check_key = taken_readings.check_key
        and candidate_terms.reading is not distinct from taken_readings.reading
union all
-- What is not arithmetic has a cell to look at, and no figure to add.
select
    check_key,
    identity_code,
    disclosure_key,
    'actual' as term_side,
    amount_key,
    null::varchar as claim_key,
    0 as coefficient
from text_checks
where amount_key is not null
union all
select
    check_key,
    identity_code,
    disclosure_key,
    'actual' as term_side,
    null::varchar as amount_key,
    unnest(claim_keys) as claim_key,
    0 as coefficient
from text_checks
where claim_keys is not null
