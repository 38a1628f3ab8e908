with

summary_totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'income_expenditure_summary' and side = 'revenue'
),

revenue_totals as (
    select * from {{ ref('int_identity_form_total') }}
    where form_code = 'revenue' and type_code in ('total', 'current_year_subtotal')
),

-- The form's total includes money carried forward where the form prints it, and else does not.
compared as (
    select
        revenue_totals.disclosure_key,
        revenue_totals.amount_basis,
        revenue_totals.measure_code,
        revenue_totals.line_label,
        revenue_totals.amount_key as revenue_key,
        summary_totals.amount_key as summary_key,
        if(
            summary_totals.amount_basis = revenue_totals.amount_basis,
            summary_totals.reading,
            summary_totals.reading || ', this year''s column'
        ) as reading,
        case
            when summary_totals.amount_basis <> revenue_totals.amount_basis then 0
            when summary_totals.line_kind = 'grand_total' then 1
            else 2
        end as reading_rank
    from revenue_totals
    inner join summary_totals
        on
            revenue_totals.disclosure_key = summary_totals.disclosure_key
            and (
                revenue_totals.amount_basis = summary_totals.amount_basis
                -- A summary with a column of this year's money prints the subtotal there.
                or (
                    revenue_totals.type_code = 'current_year_subtotal'
                    and summary_totals.amount_basis = revenue_totals.amount_basis || ':current_year'
                )
            )
    where revenue_totals.type_code = 'total' or summary_totals.line_kind = 'current_year_total'
),

pairs as (
    select
        concat_ws('|', disclosure_key, amount_basis, measure_code) as place,
        disclosure_key,
        'revenue' as form_code,
        min(line_label) over (partition by disclosure_key, amount_basis, measure_code) as line_label,
        measure_code,
        '=' as relation,
        reading,
        reading_rank,
        revenue_key as actual_key,
        summary_key as expected_key
    from compared
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'summary_vs_revenue', has_readings=true) }}
