{{ config(materialized='view') }}

-- One row per amount that a star fact may be read from: the leaves of its form, on the side that it is about.
with

disclosures as (
    select
        disclosure_key,
        budget_stage
    from {{ ref('int_disclosure_of_all_documents') }}
),

leaf_amounts as (
    select * from {{ ref('int_leaf_amount_of_all_documents') }}
),

star_forms as (
    select * from {{ ref('int_star_form_of_all_documents') }}
),

-- The items of the three public expenses are judged among each other.
item_amounts as (
    select * from {{ ref('int_three_public_amount_of_all_documents') }}
),

-- A form of one fund may print its revenue beside its expenditure, and its expenditure again by
-- economic class: one side and one breakdown are the whole.
form_amounts as (
    select
        star_forms.star_fact,
        leaf_amounts.amount_key,
        leaf_amounts.disclosure_key,
        leaf_amounts.form_code,
        leaf_amounts.amount_basis,
        leaf_amounts.amount_yuan
    from leaf_amounts
    inner join star_forms
        on
            leaf_amounts.disclosure_key = star_forms.disclosure_key
            and leaf_amounts.form_code = star_forms.form_code
    where
        case star_forms.star_fact
            when 'fct_revenue' then coalesce(leaf_amounts.side, 'revenue') = 'revenue'
            when 'fct_basic_expenditure' then true
            when 'fct_three_public_expenses' then false
            else
                coalesce(leaf_amounts.side, 'expenditure') = 'expenditure'
                and coalesce(leaf_amounts.breakdown, 'functional') = 'functional'
        end
    union all
    select
        'fct_three_public_expenses' as star_fact,
        amount_key,
        disclosure_key,
        form_code,
        amount_basis,
        amount_yuan
    from item_amounts
)

select
    form_amounts.star_fact,
    form_amounts.amount_key,
    form_amounts.disclosure_key,
    form_amounts.form_code,
    coalesce(repairs.repaired_yuan, form_amounts.amount_yuan) as amount_yuan,
    leaf_amounts.half_unit_yuan
from form_amounts
left join {{ ref('int_amount_repair') }} as repairs on form_amounts.amount_key = repairs.amount_key
inner join leaf_amounts on form_amounts.amount_key = leaf_amounts.amount_key
inner join disclosures
    on
        form_amounts.disclosure_key = disclosures.disclosure_key
        and form_amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
