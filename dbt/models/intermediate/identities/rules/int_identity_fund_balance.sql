-- Forms of final accounts that follow one fund through the year: what lay there when it began and came
-- in is what was spent and lay there when it ended.
with

amounts as (
    select * from {{ ref('int_identity_amount') }}
    where measure_scope = 'expenditure'
),

balances as (
    select
        line_key,
        disclosure_key,
        form_code,
        any_value(line_label) as line_label,
        count(distinct measure_code) filter (where measure_code in ('current_year_revenue', 'total'))
            as flow_count,
        bool_or(measure_code in ('opening_balance', 'closing_balance')) as has_balance
    from amounts
    group by line_key, disclosure_key, form_code
),

terms as (
    select
        amounts.line_key as place,
        amounts.disclosure_key,
        amounts.form_code,
        balances.line_label,
        'closing_balance' as measure_code,
        '=' as relation,
        if(amounts.measure_code in ('total', 'closing_balance'), 'actual', 'expected') as term_side,
        amounts.amount_key
    from amounts
    inner join balances on amounts.line_key = balances.line_key
    where
        balances.flow_count = 2
        and balances.has_balance
        and amounts.measure_code in ('opening_balance', 'current_year_revenue', 'total', 'closing_balance')
)

{{ identity_terms('terms', 'fund_balance') }}
