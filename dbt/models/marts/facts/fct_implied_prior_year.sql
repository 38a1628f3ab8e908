with

claims as (
    select * from {{ ref('fct_narrative_claim') }}
),

positions as (
    select
        claim_key,
        passage_key,
        subject_no,
        figure_no
    from {{ ref('int_narrative_claim_of_all_documents') }}
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

placed as (
    select
        claims.*,
        positions.passage_key,
        positions.subject_no,
        positions.figure_no,
        disclosures.department_key,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.reporting_scope
    from claims
    inner join positions on claims.claim_key = positions.claim_key
    inner join disclosures on claims.disclosure_key = disclosures.disclosure_key
),

stated as (
    select
        *,
        'stated' as derivation,
        cast(null as varchar) as this_year_claim_key,
        claimed_yuan as implied_yuan,
        half_unit_yuan as implied_half_unit_yuan,
        claimed_year as implied_year,
        amount_basis as implied_basis
    from placed
    where claim_kind = 'amount' and claimed_period = 'prior_year'
),

-- The figure of this year that the change was stated of is the last one before it.
derived as (
    select
        changes.*,
        'this_year_less_change' as derivation,
        this_year.claim_key as this_year_claim_key,
        this_year.claimed_yuan - changes.claimed_yuan as implied_yuan,
        this_year.half_unit_yuan + changes.half_unit_yuan as implied_half_unit_yuan,
        changes.compared_year as implied_year,
        changes.compared_basis as implied_basis
    from placed as changes
    inner join placed as this_year
        on
            changes.passage_key = this_year.passage_key
            and changes.subject_no = this_year.subject_no
            and changes.figure_no > this_year.figure_no
            and this_year.claim_kind = 'amount'
            and this_year.claimed_period = 'this_year'
    where changes.claim_kind = 'change' and changes.compared_year = changes.fiscal_year - 1
    qualify row_number() over (partition by changes.claim_key order by this_year.figure_no desc) = 1
),

united as (
    select * from stated
    union all
    select * from derived
)

select
    claim_key,
    this_year_claim_key,
    disclosure_key,
    department_key,
    fiscal_year as told_in_year,
    budget_stage,
    reporting_scope,
    claim_code,
    subject,
    classification_code,
    fund_source,
    implied_year as fiscal_year,
    implied_basis as amount_basis,
    derivation,
    try_cast(implied_yuan as decimal(20, 2)) as implied_yuan,
    try_cast(implied_half_unit_yuan as decimal(20, 8)) as half_unit_yuan,
    paragraph_no,
    page_no,
    text
from united
