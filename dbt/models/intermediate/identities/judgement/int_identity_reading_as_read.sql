-- Readings as the figures were read; `int_identity_reading` has them with repaired figures.
with

candidate_terms as (
    select * from {{ ref('int_identity_candidate_term') }}
    where coalesce(amount_key, claim_key) is not null
),

figures as (
    select * from {{ ref('int_identity_value') }}
),

{{ judged_readings() }}
