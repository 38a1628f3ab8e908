with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
),

form_disclosures as (
    select * from {{ ref('int_narrative_disclosure') }}
),

pairs as (
    select * from {{ ref('int_identity_disclosure_pair') }}
    where pair_kind = 'last_year'
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

readings as (
    select
        claim_code,
        coalesce(fund_code, '') as fund_code,
        reading_rank,
        form_code,
        figure_code,
        type_code,
        coalesce(source_code, '') as source_code
    from {{ ref('narrative_cell') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
    where is_exact
),

codes as (
    select * from {{ ref('int_narrative_code') }}
),

cells as (
    select * from {{ ref('int_narrative_figure_cell_of_all_documents') }}
),

-- A figure of this year and, of the same subject, its change against what was published last year.
changed_figures as (
    select
        changes.claim_key as change_key,
        this_year.claim_key as this_key,
        changes.disclosure_key,
        changes.claim_code,
        coalesce(changes.fund_code, '') as fund_code,
        changes.subject_lead,
        {{ stage_basis('disclosures.budget_stage') }} as amount_basis,
        this_year.claimed_yuan - changes.claimed_yuan as implied_yuan,
        this_year.half_unit_yuan + changes.half_unit_yuan as half_unit_yuan
    from claims as changes
    inner join claims as this_year
        on
            changes.passage_key = this_year.passage_key
            and changes.subject_no = this_year.subject_no
            and changes.figure_no > this_year.figure_no
            and this_year.claim_kind = 'amount'
            and this_year.claimed_period = 'this_year'
    inner join disclosures on changes.disclosure_key = disclosures.disclosure_key
    inner join claim_codes on changes.claim_code = claim_codes.claim_code
    where
        changes.claim_kind = 'change'
        and changes.compared_year = disclosures.fiscal_year - 1
        and changes.compared_basis = {{ stage_basis('disclosures.budget_stage') }}
        and this_year.amount_basis = changes.compared_basis
        and changes.claim_code <> 'agency_operating_expenses'
    qualify row_number() over (partition by changes.claim_key order by this_year.figure_no desc) = 1
),

last_years as (
    select
        form_disclosures.disclosure_key,
        pairs.other_disclosure_key
    from form_disclosures
    inner join pairs on form_disclosures.forms_disclosure_key = pairs.disclosure_key
),

candidates as (
    select distinct
        changed_figures.change_key,
        changed_figures.this_key,
        changed_figures.disclosure_key,
        last_years.other_disclosure_key,
        changed_figures.implied_yuan,
        changed_figures.half_unit_yuan,
        readings.reading_rank,
        concat_ws(
            ' ', cells.form_code, cells.figure_code, nullif(cells.code, ''), cells.type_code,
            nullif(cells.source_code, '')
        ) as reading,
        cells.form_code,
        cells.line_label,
        cells.measure_code,
        cells.amount_key
    from changed_figures
    inner join last_years on changed_figures.disclosure_key = last_years.disclosure_key
    left join codes
        on
            changed_figures.subject_lead = codes.lead_text
            and changed_figures.claim_code = codes.claim_code
    inner join readings
        on
            changed_figures.claim_code = readings.claim_code
            and readings.fund_code in ('*', changed_figures.fund_code)
    inner join cells
        on
            last_years.other_disclosure_key = cells.disclosure_key
            and changed_figures.amount_basis = cells.amount_basis
            and readings.form_code = cells.form_code
            and readings.figure_code = cells.figure_code
            and readings.type_code = cells.type_code
            and coalesce(codes.code, '') = cells.code
            and (
                readings.source_code = cells.source_code
                or (
                    readings.source_code = '*'
                    and {{ is_source_of_claim('cells', 'changed_figures.fund_code') }}
                )
            )
),

terms as (
    select
        candidates.disclosure_key,
        candidates.other_disclosure_key,
        candidates.form_code,
        'prose|' || candidates.change_key as place,
        candidates.line_label,
        candidates.measure_code,
        '=' as relation,
        candidates.reading,
        min(candidates.reading_rank)
            over (partition by candidates.change_key, candidates.reading)
            as reading_rank,
        parts.term_side,
        case parts.term_no when 3 then candidates.amount_key end as amount_key,
        case parts.term_no when 1 then candidates.this_key when 2 then candidates.change_key end as claim_key,
        parts.coefficient
    from candidates
    cross join (values (1, 'actual', 1), (2, 'actual', -1), (3, 'expected', 1)) as parts (
        term_no, term_side, coefficient
    )
),

distinct_terms as (
    select distinct * from terms
)

{{ identity_terms(
    'distinct_terms', 'prior_year', has_readings=true, has_coefficients=true, has_other=true, has_claims=true
) }}
