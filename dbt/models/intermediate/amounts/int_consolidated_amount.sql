-- What may be set beside another year or stage: of each department, year, stage and scope the current
-- disclosure, unless a wider one of the same year holds its money as well.
with

amounts as (
    select * from {{ ref('int_comparable_amount') }}
    where amount_basis <> 'change'
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
    where department_key <> 'not_disclosed' and fiscal_year > 0
),

currency as (
    select * from {{ ref('int_disclosure_currency') }}
    where is_current
),

proofs as (
    select * from {{ ref('int_disclosure_proof') }}
),

wider_disclosures as (
    select * from {{ ref('int_disclosure_overlap') }}
),

-- The wider disclosure may be in another shard.
subjects as (
    select
        disclosure_key,
        subject
    from amounts
    union
    select
        covering_disclosure_key as disclosure_key,
        subject
    from ({{ everywhere('covering_subject') }}) as covering_subjects
),

-- A unit gives way only in what the wider disclosure prints.
held_elsewhere as (
    select distinct
        wider_disclosures.disclosure_key,
        subjects.subject
    from wider_disclosures
    inner join subjects on wider_disclosures.covering_disclosure_key = subjects.disclosure_key
)

select
    disclosures.department_lineage_key,
    disclosures.department_key,
    disclosures.reporting_scope,
    disclosures.budget_stage,
    disclosures.fiscal_year,
    amounts.subject,
    amounts.axis,
    amounts.member_code,
    amounts.expenditure_type_code,
    amounts.amount_basis,
    amounts.amount_yuan,
    amounts.disclosure_key,
    coalesce(proofs.is_suspect, false) as is_suspect
from amounts
inner join disclosures on amounts.disclosure_key = disclosures.disclosure_key
inner join currency on disclosures.disclosure_key = currency.disclosure_key
left join proofs on disclosures.disclosure_key = proofs.disclosure_key
left join held_elsewhere
    on
        amounts.disclosure_key = held_elsewhere.disclosure_key
        and amounts.subject = held_elsewhere.subject
where held_elsewhere.disclosure_key is null
