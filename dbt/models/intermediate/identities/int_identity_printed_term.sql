with

terms as (
    select * from {{ ref('int_identity_term') }}
),

figures as (
    select * from {{ ref('int_identity_value') }}
),

amounts as (
    select * from {{ ref('int_amount') }}
)

select
    terms.check_key,
    terms.disclosure_key,
    terms.identity_code,
    terms.term_side,
    terms.amount_key,
    terms.claim_key,
    terms.coefficient,
    amounts.page_no,
    figures.amount_yuan,
    -- A claim that only its yuan are known of is said in yuan.
    coalesce(amounts.printed_unit, '元') as printed_unit,
    coalesce({{ printed_decimals(compact('amounts.printed_text')) }}, 2) as decimals,
    row_number() over (
        partition by terms.check_key, terms.term_side
        order by
            terms.coefficient < 0,
            terms.claim_key is not null,
            amounts.table_id,
            amounts.row_no,
            amounts.column_no,
            terms.claim_key
    ) as term_no
from terms
left join figures on coalesce(terms.amount_key, terms.claim_key) = figures.figure_key
left join amounts on terms.amount_key = amounts.amount_key
