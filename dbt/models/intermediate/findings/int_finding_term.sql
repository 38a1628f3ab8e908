with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_identity_term') }}
),

figures as (
    select * from {{ ref('int_identity_value') }}
),

amounts as (
    select * from {{ ref('int_published_amount') }}
),

proofs as (
    select * from {{ ref('int_amount_proof') }}
),

described as (
    select
        terms.check_key,
        terms.disclosure_key,
        terms.identity_code,
        terms.term_side,
        terms.amount_key,
        terms.claim_key,
        terms.coefficient,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        amounts.page_no,
        figures.amount_yuan,
        -- A claim that only its yuan are known of is said in yuan.
        coalesce(amounts.printed_unit, '元') as printed_unit,
        coalesce({{ printed_decimals(compact('amounts.printed_text')) }}, 2) as decimals,
        coalesce(proofs.satisfied_count, 0) as satisfied_count
    from findings
    inner join terms on findings.check_key = terms.check_key
    left join figures on coalesce(terms.amount_key, terms.claim_key) = figures.figure_key
    left join amounts on terms.amount_key = amounts.amount_key
    left join proofs on terms.amount_key = proofs.amount_key
)

-- A figure that takes part in most of a disclosure's violations is the likeliest cause of all of them.
select
    *,
    count(distinct check_key) filter (where coefficient <> 0) over (
        partition by disclosure_key, coalesce(amount_key, claim_key)
    ) as finding_count,
    row_number() over (
        partition by check_key, term_side
        order by coefficient < 0, claim_key is not null, table_id, row_no, column_no, claim_key
    ) as term_no
from described
