with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_violated_term') }}
),

proofs as (
    select * from {{ ref('fct_published_amount') }}
)

-- A figure that takes part in most of a disclosure's violations is the likeliest cause of all of them.
select
    terms.*,
    coalesce(proofs.satisfied_count, 0) as satisfied_count,
    count(distinct terms.check_key) filter (where terms.coefficient <> 0) over (
        partition by terms.disclosure_key, coalesce(terms.amount_key, terms.claim_key)
    ) as finding_count
from findings
inner join terms on findings.check_key = terms.check_key
left join proofs on terms.amount_key = proofs.amount_key
