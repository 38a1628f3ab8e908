with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
    where claim_kind = 'amount' and claimed_period in ('this_year', 'prior_year')
),

readings as (
    select
        claim_code,
        coalesce(fund_code, '') as fund_code,
        reading_rank,
        form_code,
        figure_code,
        type_code,
        coalesce(source_code, '') as source_code,
        coalesce(is_certain, true) as is_certain
    from {{ ref('narrative_cell') }}
),

codes as (
    select * from {{ ref('int_narrative_code') }}
),

disclosures as (
    select * from {{ ref('int_narrative_disclosure') }}
),

cells as (
    select * from {{ ref('int_narrative_figure_cell_of_all_documents') }}
),

-- A total under a heading that names a kind of money may be all money's or that money's.
fund_claims as (
    select
        claims.*,
        coalesce(claims.fund_code, '') as meant_fund_code
    from claims
    union all
    select
        claims.*,
        claims.heading_fund_code as meant_fund_code
    from claims
    where claims.fund_code is null and claims.heading_fund_code is not null
),

coded_claims as (
    select
        claims.claim_key,
        claims.disclosure_key,
        disclosures.forms_disclosure_key,
        claims.claim_code,
        claims.meant_fund_code as fund_code,
        claims.divided_type,
        case
            when claims.claimed_period <> 'prior_year' then claims.amount_basis
            -- Beside a budget, last year's outcome is another figure than last year's budget.
            when stages.budget_stage = 'budget' and claims.amount_basis = 'final' then 'prior_year_outcome'
            else 'prior_year'
        end as amount_basis,
        coalesce(codes.code, '') as code
    from fund_claims as claims
    inner join disclosures on claims.disclosure_key = disclosures.disclosure_key
    left join {{ ref('int_department_disclosure') }} as stages
        on disclosures.forms_disclosure_key = stages.disclosure_key
    left join codes on claims.subject_lead = codes.lead_text and claims.claim_code = codes.claim_code
    where claims.claimed_period = 'this_year' or claims.amount_basis <> 'execution'
)

select distinct
    coded_claims.claim_key,
    coded_claims.disclosure_key,
    coded_claims.forms_disclosure_key,
    readings.reading_rank,
    -- The amount of a code is all of it unless the prose divides a type; then it is that type's.
    if(
        coded_claims.claim_code in ('functional_code', 'economic_code'),
        readings.is_certain and readings.type_code = coalesce(coded_claims.divided_type, 'total'),
        readings.is_certain
        -- 一般公共预算基本支出: cells of all money contradict nothing that is said of one kind of it
        and not (
            readings.fund_code = '*'
            and coded_claims.claim_code in ('basic', 'project', 'personnel', 'operating', 'business')
            and cells.source_code = ''
            and (
                coded_claims.fund_code in (
                    'general_public_budget', 'government_fund_budget', 'state_capital_budget'
                )
                or (coded_claims.fund_code = 'fiscal_appropriation' and cells.form_code = 'expenditure')
            )
        )
    ) as is_certain,
    concat_ws(
        ' ',
        cells.form_code,
        cells.figure_code,
        nullif(cells.code, ''),
        cells.type_code,
        nullif(cells.source_code, '')
    ) as reading,
    cells.form_code,
    cells.line_label,
    cells.measure_code,
    cells.amount_key
from coded_claims
inner join readings
    on
        coded_claims.claim_code = readings.claim_code
        and readings.fund_code in ('*', coded_claims.fund_code)
inner join cells
    on
        coded_claims.forms_disclosure_key = cells.disclosure_key
        and coded_claims.amount_basis = cells.amount_basis
        and readings.form_code = cells.form_code
        and readings.figure_code = cells.figure_code
        and readings.type_code = cells.type_code
        and coded_claims.code = cells.code
        and (
            readings.source_code = cells.source_code
            or (readings.source_code = '*' and {{ is_source_of_claim('cells', 'coded_claims.fund_code') }})
        )
