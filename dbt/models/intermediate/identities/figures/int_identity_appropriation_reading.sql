with

totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'appropriation_summary' and side = 'revenue'
),

-- A summary that prints the lines carried forward among the others, and one total over all.
total_over_all as (
    select
        disclosure_key,
        amount_basis,
        any_value(line_label) as line_label,
        any_value(amount_key) as amount_key
    from totals
    group by disclosure_key, amount_basis
    having not bool_or(line_kind = 'current_year_total')
),

carried_forward as (
    select *
    from {{ ref('int_identity_summary') }}
    where
        form_code = 'appropriation_summary'
        and side = 'revenue'
        and line_kind = 'balance'
        and is_all_types
        and unit_key = ''
),

without_carried_forward as (
    select
        total_over_all.disclosure_key,
        total_over_all.amount_basis,
        total_over_all.line_label,
        carried_forward.amount_key as carried_key,
        total_over_all.amount_key as total_key
    from total_over_all
    inner join carried_forward
        on
            total_over_all.disclosure_key = carried_forward.disclosure_key
            and total_over_all.amount_basis = carried_forward.amount_basis
)

select
    disclosure_key,
    amount_basis,
    line_label,
    if(
        line_kind = 'current_year_total', 'without carried-forward money', 'with carried-forward money'
    ) as reading,
    if(line_kind = 'current_year_total', 1, 2) as reading_rank,
    amount_key,
    1 as coefficient
from totals
union
select
    disclosure_key,
    amount_basis,
    line_label,
    'the total less carried-forward money' as reading,
    3 as reading_rank,
    unnest([total_key, carried_key]) as amount_key,
    unnest([1, -1]) as coefficient
from without_carried_forward
