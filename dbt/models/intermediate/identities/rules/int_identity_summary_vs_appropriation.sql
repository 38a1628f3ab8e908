with

revenue_lines as (
    select *
    from {{ ref('int_identity_summary') }}
    where side = 'revenue' and is_all_types and unit_key = ''
),

fund_lines as (
    select * from revenue_lines
    where
        line_source in ('general_public_budget', 'government_fund_budget', 'state_capital_budget')
        and line_kind in ('line', 'sub_line')
        and not is_memo_line
),

-- Money carried forward, by fund: in the appropriation summary it may be part of the fund's line
-- of the other summary.
carried_forward as (
    select * from revenue_lines
    where
        line_source in ('general_public_budget', 'government_fund_budget', 'state_capital_budget')
        and line_kind in ('balance', 'sub_balance')
        and form_code = 'appropriation_summary'
),

forms_by_fund as (
    select
        disclosure_key,
        amount_basis
    from fund_lines
    group by disclosure_key, amount_basis
    having count(distinct form_code) = 2
),

fund_terms as (
    select
        fund_lines.disclosure_key,
        fund_lines.amount_basis,
        fund_lines.line_source as fund_source,
        fund_lines.line_label,
        readings.reading,
        readings.reading_rank,
        if(fund_lines.form_code = 'appropriation_summary', 'actual', 'expected') as term_side,
        fund_lines.amount_key
    from fund_lines
    inner join forms_by_fund
        on
            fund_lines.disclosure_key = forms_by_fund.disclosure_key
            and fund_lines.amount_basis = forms_by_fund.amount_basis
    cross join (
        values ('without carried-forward money', 1), ('with carried-forward money', 2)
    ) as readings (reading, reading_rank)
    where
        readings.reading_rank = 1
        or (fund_lines.disclosure_key, fund_lines.amount_basis, fund_lines.line_source) in (
            select (disclosure_key, amount_basis, line_source) from carried_forward
        )
    union all
    select
        carried_forward.disclosure_key,
        carried_forward.amount_basis,
        carried_forward.line_source as fund_source,
        carried_forward.line_label,
        'with carried-forward money' as reading,
        2 as reading_rank,
        'actual' as term_side,
        carried_forward.amount_key
    from carried_forward
    inner join forms_by_fund
        on
            carried_forward.disclosure_key = forms_by_fund.disclosure_key
            and carried_forward.amount_basis = forms_by_fund.amount_basis
),

-- A summary that prints fiscal appropriation in one line is compared with the whole of it.
appropriation_lines as (
    select * from revenue_lines
    where
        form_code = 'income_expenditure_summary'
        and line_source = 'fiscal_appropriation'
        and line_kind in ('line', 'sub_line')
        and not is_memo_line
    qualify row_number() over (partition by disclosure_key, amount_basis order by row_no) = 1
),

appropriation_readings as (
    select * from {{ ref('int_identity_appropriation_reading') }}
),

all_terms as (
    select
        *,
        1 as coefficient
    from fund_terms
    union all
    select
        appropriation_readings.disclosure_key,
        appropriation_readings.amount_basis,
        'fiscal_appropriation' as fund_source,
        appropriation_readings.line_label,
        appropriation_readings.reading,
        appropriation_readings.reading_rank,
        'actual' as term_side,
        appropriation_readings.amount_key,
        appropriation_readings.coefficient
    from appropriation_readings
    inner join appropriation_lines
        on
            appropriation_readings.disclosure_key = appropriation_lines.disclosure_key
            and appropriation_readings.amount_basis = appropriation_lines.amount_basis
    union all
    select distinct
        appropriation_lines.disclosure_key,
        appropriation_lines.amount_basis,
        'fiscal_appropriation' as fund_source,
        appropriation_readings.line_label,
        appropriation_readings.reading,
        appropriation_readings.reading_rank,
        'expected' as term_side,
        appropriation_lines.amount_key,
        1 as coefficient
    from appropriation_lines
    inner join appropriation_readings
        on
            appropriation_lines.disclosure_key = appropriation_readings.disclosure_key
            and appropriation_lines.amount_basis = appropriation_readings.amount_basis
),

terms as (
    select
        concat_ws('|', disclosure_key, amount_basis, fund_source) as place,
        disclosure_key,
        'appropriation_summary' as form_code,
        coalesce(
            min(line_label) filter (where term_side = 'actual' and reading_rank = 1) over (
                partition by disclosure_key, amount_basis, fund_source
            ),
            fund_source
        ) as line_label,
        fund_source as measure_code,
        '=' as relation,
        reading,
        reading_rank,
        term_side,
        amount_key,
        coefficient
    from all_terms
)

{{ identity_terms('terms', 'summary_vs_appropriation', has_readings=true, has_coefficients=true) }}
