with

grand_totals as (
    select *
    from {{ ref('int_identity_summary') }}
    where line_kind = 'grand_total' and is_all_types and is_all_sources
),

pairs as (
    select
        expenditure.amount_key || '|' || revenue.amount_key as place,
        '=' as relation,
        expenditure.disclosure_key,
        expenditure.form_code,
        expenditure.line_label,
        expenditure.measure_code,
        expenditure.amount_key as actual_key,
        revenue.amount_key as expected_key
    from grand_totals as expenditure
    inner join grand_totals as revenue
        on
            expenditure.summary_key = revenue.summary_key
            and expenditure.side = 'expenditure'
            and revenue.side = 'revenue'
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'summary_balance') }}
