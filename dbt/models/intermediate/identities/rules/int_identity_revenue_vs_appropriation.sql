with

appropriation_readings as (
    select * from {{ ref('int_identity_appropriation_reading') }}
),

revenue_totals as (
    select
        *,
        type_code = 'fiscal_appropriation' as is_whole_appropriation
    from {{ ref('int_identity_form_total') }}
    where
        form_code = 'revenue'
        and type_code in (
            'fiscal_appropriation', 'general_public_budget', 'government_fund_budget', 'state_capital_budget'
        )
),

-- A form that splits fiscal appropriation by fund and prints no column for the whole gives its parts.
revenue_terms as (
    select * from revenue_totals
    qualify
        is_whole_appropriation
        = max(is_whole_appropriation) over (partition by disclosure_key, amount_basis)
),

all_terms as (
    select distinct
        revenue_terms.disclosure_key,
        revenue_terms.amount_basis,
        revenue_terms.line_label,
        appropriation_readings.reading,
        appropriation_readings.reading_rank,
        'actual' as term_side,
        revenue_terms.amount_key,
        1 as coefficient
    from revenue_terms
    inner join appropriation_readings
        on
            revenue_terms.disclosure_key = appropriation_readings.disclosure_key
            and revenue_terms.amount_basis = appropriation_readings.amount_basis
    union all
    select distinct
        appropriation_readings.disclosure_key,
        appropriation_readings.amount_basis,
        null::varchar as line_label,
        appropriation_readings.reading,
        appropriation_readings.reading_rank,
        'expected' as term_side,
        appropriation_readings.amount_key,
        appropriation_readings.coefficient
    from appropriation_readings
    inner join revenue_terms
        on
            appropriation_readings.disclosure_key = revenue_terms.disclosure_key
            and appropriation_readings.amount_basis = revenue_terms.amount_basis
),

terms as (
    select
        concat_ws('|', disclosure_key, amount_basis) as place,
        disclosure_key,
        'revenue' as form_code,
        min(line_label) over (partition by disclosure_key, amount_basis) as line_label,
        'fiscal_appropriation' as measure_code,
        '=' as relation,
        reading,
        reading_rank,
        term_side,
        amount_key,
        coefficient
    from all_terms
)

{{ identity_terms('terms', 'revenue_vs_appropriation', has_readings=true, has_coefficients=true) }}
