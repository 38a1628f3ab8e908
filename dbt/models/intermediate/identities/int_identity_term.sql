with

candidate_terms as (
    select * from {{ ref('int_identity_candidate_term') }}
    where amount_key is not null
),

taken_readings as (
    select * from {{ ref('int_identity_reading') }}
    where is_taken
)

select
    candidate_terms.check_key,
    candidate_terms.identity_code,
    candidate_terms.disclosure_key,
    candidate_terms.term_side,
    candidate_terms.amount_key,
    candidate_terms.coefficient
from candidate_terms
inner join taken_readings
    on
        candidate_terms.check_key = taken_readings.check_key
        and candidate_terms.reading is not distinct from taken_readings.reading
