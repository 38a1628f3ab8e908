with

appropriation_totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'appropriation_summary' and side = 'revenue'
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

compared as (
    select
        revenue_terms.disclosure_key,
        revenue_terms.amount_basis,
        revenue_terms.line_label,
        revenue_terms.amount_key as revenue_key,
        appropriation_totals.amount_key as appropriation_key,
        if(
            appropriation_totals.line_kind = 'current_year_total',
            'without carried-forward money', 'with carried-forward money'
        ) as reading,
        if(appropriation_totals.line_kind = 'current_year_total', 1, 2) as reading_rank
    from revenue_terms
    inner join appropriation_totals
        on
            revenue_terms.disclosure_key = appropriation_totals.disclosure_key
            and revenue_terms.amount_basis = appropriation_totals.amount_basis
),

all_terms as (
    select distinct
        disclosure_key,
        amount_basis,
        line_label,
        reading,
        reading_rank,
        'actual' as term_side,
        revenue_key as amount_key
    from compared
    union all
    select distinct
        disclosure_key,
        amount_basis,
        null::varchar as line_label,
        reading,
        reading_rank,
        'expected' as term_side,
        appropriation_key as amount_key
    from compared
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
        amount_key
    from all_terms
)

{{ identity_terms('terms', 'revenue_vs_appropriation', has_readings=true) }}
