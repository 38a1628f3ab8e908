with

leaf_amounts as (
    select * from {{ ref('int_leaf_amount_of_all_documents') }}
),

star_forms as (
    select * from {{ ref('int_shown_star_form') }}
    where star_fact = 'fct_revenue'
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

revenue_sources as (
    select * from {{ ref('dim_revenue_source') }}
),

functional_codes as (
    select * from {{ ref('dim_functional_code') }}
)

select
    leaf_amounts.amount_key,

    -- who and when
    {{ who_and_when() }},
    leaf_amounts.budget_unit_code,
    leaf_amounts.budget_unit_label,

    -- what
    leaf_amounts.form_code,
    coalesce(functional_codes.functional_code_key, 'not_disclosed') as functional_code_key,
    coalesce(revenue_sources.revenue_source_key, 'not_disclosed') as revenue_source_key,

    leaf_amounts.amount_yuan
from leaf_amounts
inner join star_forms
    on
        leaf_amounts.disclosure_key = star_forms.disclosure_key
        and leaf_amounts.form_code = star_forms.form_code
inner join disclosures
    on
        leaf_amounts.disclosure_key = disclosures.disclosure_key
        and leaf_amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
left join functional_codes
    on
        leaf_amounts.functional_code = functional_codes.functional_code
        and {{ covers_year('functional_codes', 'disclosures.fiscal_year') }}
left join revenue_sources
    on leaf_amounts.revenue_source_code = revenue_sources.revenue_source_code
where coalesce(leaf_amounts.side, 'revenue') = 'revenue'
