with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

meant_codes as (
    select * from {{ ref('int_narrative_code') }}
),

printed_codes as (
    select distinct
        disclosure_key,
        unnest([functional_code, economic_code]) as code
    from {{ ref('int_leaf_amount_of_all_documents') }}
),

-- A name that one code of the classification bears names that code; of several codes of one name (of other
-- years) the one that the forms of its disclosure print.
codes as (
    select
        claims.claim_key,
        coalesce(
            if(count(*) = 1, min(meant_codes.code), null),
            if(count(printed_codes.code) = 1, min(printed_codes.code), null)
        ) as code
    from claims
    inner join meant_codes
        on claims.subject_lead = meant_codes.lead_text and claims.claim_code = meant_codes.claim_code
    left join printed_codes
        on claims.disclosure_key = printed_codes.disclosure_key and meant_codes.code = printed_codes.code
    group by claims.claim_key
)

select
    claims.claim_key,
    claims.disclosure_key,
    claims.document_key,

    -- what it claims
    claims.claim_code,
    claim_codes.name_zh as claim_name_zh,
    claim_codes.name_en as claim_name_en,
    claims.subject,
    codes.code as classification_code,
    claims.fund_code as fund_source,
    claims.claim_kind,
    cast(claims.claimed_year as integer) as claimed_year,
    claims.claimed_period,
    claims.amount_basis,
    cast(claims.compared_year as integer) as compared_year,
    claims.compared_basis,

    -- the figure
    claims.claimed_yuan,
    claims.claimed_ratio,
    claims.half_unit_yuan,
    claims.half_unit_ratio,
    claims.printed_text,
    claims.printed_unit,

    -- where it stands
    cast(claims.paragraph_no as integer) as paragraph_no,
    cast(claims.page_no as integer) as page_no,
    claims.text
from claims
inner join claim_codes on claims.claim_code = claim_codes.claim_code
left join codes on claims.claim_key = codes.claim_key
