with

item_amounts as (
    select * from {{ ref('int_three_public_amount_of_all_documents') }}
),

withheld_forms as (
    select * from {{ ref('int_withheld_form') }}
    where star_fact = 'fct_three_public_expenses'
),

repairs as (
    select * from {{ ref('int_amount_repair') }}
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
)

select
    item_amounts.amount_key,

    -- who and when
    {{ who_and_when() }},
    item_amounts.budget_unit_code,
    item_amounts.budget_unit_label,

    -- what
    item_amounts.form_code,
    item_amounts.standard_item_code as item_code,
    coalesce(item_amounts.fund_source_code, 'not_disclosed') as fund_source_key,

    coalesce(repairs.repaired_yuan, item_amounts.amount_yuan) as amount_yuan
from item_amounts
inner join disclosures
    on
        item_amounts.disclosure_key = disclosures.disclosure_key
        and item_amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
left join repairs on item_amounts.amount_key = repairs.amount_key
left join withheld_forms
    on
        item_amounts.disclosure_key = withheld_forms.disclosure_key
        and item_amounts.form_code = withheld_forms.form_code
where withheld_forms.form_code is null
