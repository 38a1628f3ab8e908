-- The leaves of the forms that the star facts read, in every column those forms print: a star fact
-- holds the disclosure's own column alone.
with

leaf_amounts as (
    select * from {{ ref('int_leaf_amount') }}
),

star_forms as (
    select * from {{ ref('int_star_form') }}
),

item_amounts as (
    select * from {{ ref('int_three_public_amount') }}
),

expenditure_types as (
    select * from {{ ref('expenditure_type') }}
),

cost_categories as (
    select * from {{ ref('cost_category') }}
),

revised_budgets as (
    select * from {{ ref('int_revised_budget') }}
),

form_leaves as (
    select
        leaf_amounts.*,
        case star_forms.star_fact
            when 'fct_revenue' then 'revenue'
            when 'fct_expenditure' then 'expenditure'
            when 'fct_appropriation_expenditure' then 'appropriation_expenditure'
            when 'fct_basic_expenditure' then 'basic_expenditure'
        end as subject
    from leaf_amounts
    inner join star_forms
        on
            leaf_amounts.disclosure_key = star_forms.disclosure_key
            and leaf_amounts.form_code = star_forms.form_code
    where
        star_forms.star_fact <> 'fct_three_public_expenses'
        -- Years are compared by the form of the general public budget: others hold more money.
        and (star_forms.star_fact <> 'fct_basic_expenditure' or leaf_amounts.form_code = 'basic_expenditure')
),

leaves as (
    select
        form_leaves.amount_key,
        form_leaves.disclosure_key,
        form_leaves.form_code,
        form_leaves.amount_basis,
        form_leaves.subject,
        form_leaves.functional_code,
        form_leaves.economic_code,
        coalesce(expenditure_types.parent_code, form_leaves.expenditure_type_code) as expenditure_type_code,
        case
            when form_leaves.subject = 'basic_expenditure'
                then {{ cost_category('form_leaves.expenditure_type_code', 'cost_categories.cost_category') }}
        end as cost_category,
        form_leaves.fund_source_code,
        form_leaves.revenue_source_code,
        null::varchar as item_code,
        form_leaves.amount_yuan
    from form_leaves
    left join expenditure_types
        on form_leaves.expenditure_type_code = expenditure_types.expenditure_type_code
    left join cost_categories
        on left(form_leaves.economic_code, 3) = cost_categories.economic_class_code
    where
        form_leaves.subject = 'basic_expenditure'
        or (form_leaves.subject = 'revenue' and coalesce(form_leaves.side, 'revenue') = 'revenue')
        or (
            form_leaves.subject in ('expenditure', 'appropriation_expenditure')
            and coalesce(form_leaves.side, 'expenditure') = 'expenditure'
            and coalesce(form_leaves.breakdown, 'functional') = 'functional'
        )

    union all

    select
        amount_key,
        disclosure_key,
        form_code,
        amount_basis,
        'three_public_expenses' as subject,
        null as functional_code,
        null as economic_code,
        null as expenditure_type_code,
        null as cost_category,
        fund_source_code,
        null as revenue_source_code,
        standard_item_code as item_code,
        amount_yuan
    from item_amounts
)

select
    leaves.amount_key,
    leaves.disclosure_key,
    leaves.form_code,
    if(revised_budgets.amount_key is null, leaves.amount_basis, 'revised_budget') as amount_basis,
    leaves.subject,
    leaves.functional_code,
    leaves.economic_code,
    leaves.expenditure_type_code,
    leaves.cost_category,
    leaves.fund_source_code,
    leaves.revenue_source_code,
    leaves.item_code,
    leaves.amount_yuan
from leaves
left join revised_budgets on leaves.amount_key = revised_budgets.amount_key
