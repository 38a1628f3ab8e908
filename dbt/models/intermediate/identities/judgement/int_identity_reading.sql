-- Readings as the figures were read, but for those of repaired figures, which are judged again.
with

readings as (
    select * from {{ ref('int_identity_reading_as_read') }}
),

repairs as (
    select * from {{ ref('int_amount_repair') }}
),

terms as (
    select * from {{ ref('int_identity_candidate_term') }}
),

repaired_checks as (
    select distinct terms.check_key
    from terms
    inner join repairs on terms.amount_key = repairs.amount_key
),

candidate_terms as (
    select terms.*
    from terms
    inner join repaired_checks on terms.check_key = repaired_checks.check_key
    where coalesce(terms.amount_key, terms.claim_key) is not null
),

figures as (
    select
        figures.figure_key,
        coalesce(repairs.repaired_yuan, figures.amount_yuan) as amount_yuan,
        coalesce(repairs.half_unit_yuan, figures.half_unit_yuan) as half_unit_yuan
    from {{ ref('int_identity_value') }} as figures
    left join repairs on figures.figure_key = repairs.amount_key
    where
        figures.figure_key in (
            select coalesce(candidate_terms.amount_key, candidate_terms.claim_key) from candidate_terms
        )
),

judged_again as (
    with

    {{ judged_readings() }}
)

select readings.*
from readings
left join repaired_checks on readings.check_key = repaired_checks.check_key
where repaired_checks.check_key is null
union all by name
select * from judged_again
