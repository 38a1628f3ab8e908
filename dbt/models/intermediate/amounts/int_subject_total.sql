-- The whole of a subject: what its forms print as their total, else the sum of their leaves. A
-- form can print a total and not the rows that make it up; comparing sums would compare the gaps.
with

leaves as (
    select * from {{ ref('int_subject_leaf') }}
),

revised_budgets as (
    select * from {{ ref('int_revised_budget') }}
),

amounts as (
    select
        corrected.* replace (
            if(revised_budgets.amount_key is null, corrected.amount_basis, 'revised_budget') as amount_basis
        )
    from {{ ref('int_corrected_amount') }} as corrected
    left join revised_budgets on corrected.amount_key = revised_budgets.amount_key
),

form_sums as (
    select
        disclosure_key,
        amount_basis,
        subject,
        form_code,
        -- Meetings and training stand beside the three public expenses.
        sum(amount_yuan) filter (where item_code is null or item_code not in ('meeting', 'training'))
            as leaf_sum_yuan,
        bool_or(item_code = 'grand_total') as has_undivided_total
    from leaves
    group by disclosure_key, amount_basis, subject, form_code
),

-- Of a current-year total and a grand total the grand total is the whole; of several totals in
-- one form (one per unit) the largest.
printed_totals as (
    select
        form_sums.disclosure_key,
        form_sums.amount_basis,
        form_sums.subject,
        form_sums.form_code,
        coalesce(amounts.corrected_yuan, amounts.amount_yuan) as total_yuan
    from form_sums
    inner join amounts
        on
            form_sums.disclosure_key = amounts.disclosure_key
            and form_sums.amount_basis = amounts.amount_basis
            and form_sums.form_code = amounts.form_code
            and amounts.line_role = 'total'
            and amounts.measure_code in ('total', 'amount')
            and amounts.period is null
            and coalesce(amounts.breakdown, 'functional') = 'functional'
            and (
                amounts.side is null
                or amounts.side = case form_sums.subject when 'revenue' then 'revenue' else 'expenditure' end
            )
            and (amounts.item_code is null or amounts.item_code = 'three_public_total')
    qualify
        row_number() over (
            partition by
                form_sums.disclosure_key, form_sums.amount_basis, form_sums.subject, form_sums.form_code
            order by
                amounts.line_kind = 'grand_total' desc,
                amounts.amount_yuan desc,
                amounts.amount_key asc
        ) = 1
)

select
    form_sums.disclosure_key,
    form_sums.amount_basis,
    form_sums.subject,
    sum(coalesce(printed_totals.total_yuan, form_sums.leaf_sum_yuan)) as total_yuan,
    bool_and(printed_totals.total_yuan is not null) as is_printed
from form_sums
left join printed_totals
    on
        form_sums.disclosure_key = printed_totals.disclosure_key
        and form_sums.amount_basis = printed_totals.amount_basis
        and form_sums.subject = printed_totals.subject
        and form_sums.form_code = printed_totals.form_code
where
    printed_totals.total_yuan is not null
    -- A grand total that nothing divides may hold meetings and training.
    or (form_sums.leaf_sum_yuan is not null and not coalesce(form_sums.has_undivided_total, false))
group by form_sums.disclosure_key, form_sums.amount_basis, form_sums.subject
