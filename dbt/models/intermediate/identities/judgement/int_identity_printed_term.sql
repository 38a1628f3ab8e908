with

terms as (
    select * from {{ ref('int_identity_term') }}
),

figures as (
    select * from {{ ref('int_identity_value') }}
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

repairs as (
    select * from {{ ref('int_amount_repair') }}
),

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
)

select
    terms.check_key,
    terms.disclosure_key,
    terms.identity_code,
    terms.term_side,
    terms.amount_key,
    terms.claim_key,
    terms.coefficient,
    coalesce(amounts.page_no, claims.page_no) as page_no,
    coalesce(repairs.repaired_yuan, figures.amount_yuan) as amount_yuan,
    coalesce(amounts.printed_unit, claims.printed_unit, '元') as printed_unit,
    -- A claim is printed with its unit behind it: 208.8万元.
    coalesce(
        {{ printed_decimals(compact('coalesce(repairs.repaired_text, amounts.printed_text)')) }},
        length(regexp_extract(claims.printed_text, '\.(\d+)', 1)),
        2
    ) as decimals,
    row_number() over (
        partition by terms.check_key, terms.term_side
        order by
            terms.coefficient = 0,
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
left join claims on terms.claim_key = claims.claim_key
left join repairs on terms.amount_key = repairs.amount_key
