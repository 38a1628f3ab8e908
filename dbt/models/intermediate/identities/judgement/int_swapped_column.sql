-- A total that another form of the disclosure prints otherwise, while another column of its own table prints
-- that very figure: one of the two headers stands over the other's figures, in this table or in that form.
with

forms as (
    select * from {{ ref('form') }}
),

totals as (
    select
        amounts.disclosure_key,
        amounts.amount_basis,
        amounts.form_code,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        amounts.measure_code,
        amounts.amount_yuan,
        case
            -- All funds together: the summary of expenditure, and forms of one of its types.
            when
                amounts.form_code = 'expenditure'
                and amounts.fund_source is null
                and amounts.measure_code in ('basic', 'project')
                then 'all:' || amounts.measure_code
            when
                amounts.form_code in ('basic_by_fund', 'project_expenditure')
                and amounts.fund_source is null
                and amounts.measure_code = 'total'
                then 'all:' || forms.whole_measure
            when
                amounts.measure_code in (
                    'general_public_budget', 'government_fund_budget', 'state_capital_budget'
                )
                then amounts.measure_code || ':' || coalesce(forms.whole_measure, 'total')
            when amounts.measure_code in ('total', 'amount')
                then amounts.fund_source || ':' || coalesce(forms.whole_measure, 'total')
            when amounts.measure_code in ('basic', 'project', 'personnel', 'operating')
                then amounts.fund_source || ':' || amounts.measure_code
        end as meaning
    from {{ ref('int_corrected_amount_of_all_documents') }} as amounts
    inner join forms on amounts.form_code = forms.form_code
    where
        amounts.line_role = 'total'
        -- Other forms print a part of their fund's money, and nothing says which.
        and (forms.is_statutory or forms.whole_measure is not null)
        and amounts.measure_code is not null
        and amounts.period is null
        and amounts.item_code is null
        and amounts.side is distinct from 'revenue'
),

printed_meanings as (
    select distinct
        disclosure_key,
        meaning,
        amount_yuan,
        table_id
    from totals
    where meaning is not null
),

swapped as (
    select
        totals.table_id,
        totals.column_no,
        others.column_no as other_column_no
    from totals
    inner join totals as elsewhere
        on
            totals.disclosure_key = elsewhere.disclosure_key
            and totals.amount_basis = elsewhere.amount_basis
            and totals.meaning = elsewhere.meaning
    inner join totals as others
        on
            totals.table_id = others.table_id
            and totals.row_no = others.row_no
            and totals.amount_basis = others.amount_basis
            and elsewhere.amount_yuan = others.amount_yuan
    -- A form may print several totals: with the money carried forward, and without.
    left join printed_meanings
        on
            totals.table_id = printed_meanings.table_id
            and elsewhere.disclosure_key = printed_meanings.disclosure_key
            and elsewhere.meaning = printed_meanings.meaning
            and elsewhere.amount_yuan = printed_meanings.amount_yuan
    where
        totals.form_code != elsewhere.form_code
        and totals.amount_yuan != elsewhere.amount_yuan
        and elsewhere.amount_yuan != 0
        and totals.measure_code != others.measure_code
        and printed_meanings.table_id is null
)

select
    table_id,
    column_no
from swapped
union
select
    table_id,
    other_column_no as column_no
from swapped
