with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

-- A name that only one code of the classification bears names that code.
codes as (
    select
        lead_text,
        claim_code,
        min(code) as code
    from {{ ref('int_narrative_code') }}
    group by lead_text, claim_code
    having count(*) = 1
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
left join codes on claims.subject_lead = codes.lead_text and claims.claim_code = codes.claim_code
