with

amounts as (
    select amount_key from {{ ref('int_published_amount') }}
),

terms as (
    select * from {{ ref('int_identity_term') }}
),

checks as (
    select * from {{ ref('int_identity_check') }}
),

-- An inequality that holds is no proof: most wrong figures would keep it too. A text that is
-- checked (coefficient 0) says nothing about a figure.
counts as (
    select
        terms.amount_key,
        count(*) filter (
            where checks.status in ('exact', 'rounding') and checks.relation = '='
        ) as satisfied_count,
        count(*) filter (where checks.status = 'violated') as violated_count
    from terms
    inner join checks on terms.check_key = checks.check_key
    where terms.coefficient != 0
    group by terms.amount_key
)

select
    amounts.amount_key,
    coalesce(counts.satisfied_count, 0) as satisfied_count,
    coalesce(counts.violated_count, 0) as violated_count,
    case
        when counts.violated_count > 0 then 'disputed'
        when counts.satisfied_count > 0 then 'proven'
        else 'unproven'
    end as proof_status
from amounts
left join counts on amounts.amount_key = counts.amount_key
