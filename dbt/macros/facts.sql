{# Whose a fact is and of when; every fact that belongs to a disclosure begins so. #}
{% macro who_and_when() -%}
    disclosures.disclosure_key,
    disclosures.department_key,
    disclosures.fiscal_year,
    disclosures.budget_stage,
    disclosures.reporting_scope
{%- endmacro %}

{#
    A star fact: the leaves of the form that it is read from (`int_shown_star_form`), of current disclosures, on
    the basis that their stage is about.

    `columns` are the columns between the form and the amount; `joins` the dimensions they need beside the
    functional code; `condition` leaves rows out.
#}
{% macro star_fact(name, columns, joins=[], condition=none) -%}
with

leaf_amounts as (
    select * from {{ ref('int_leaf_amount_of_all_documents') }}
),

star_forms as (
    select * from {{ ref('int_shown_star_form') }}
    where star_fact = '{{ name }}'
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

repairs as (
    select * from {{ ref('int_amount_repair') }}
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
    {{ columns }},

    coalesce(repairs.repaired_yuan, leaf_amounts.amount_yuan) as amount_yuan
from leaf_amounts
inner join star_forms
    on
        leaf_amounts.disclosure_key = star_forms.disclosure_key
        and leaf_amounts.form_code = star_forms.form_code
inner join disclosures
    on
        leaf_amounts.disclosure_key = disclosures.disclosure_key
        and leaf_amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
left join repairs on leaf_amounts.amount_key = repairs.amount_key
left join functional_codes
    on
        leaf_amounts.functional_code = functional_codes.functional_code
        and {{ covers_year('functional_codes', 'disclosures.fiscal_year') }}
{%- for join in joins %}
{{ join }}
{%- endfor %}
{%- if condition %}
where {{ condition }}
{%- endif %}
{%- endmacro %}

{# An economic code of departments, or of government budgets, of the year. #}
{% macro economic_code_of_the_year(alias, code) -%}
left join {{ ref('dim_economic_code') }} as {{ alias }}
    on
        leaf_amounts.{{ code }} = {{ alias }}.economic_code
        and {{ covers_year(alias, 'disclosures.fiscal_year') }}
{%- endmacro %}

{% macro economic_codes_of_the_year() -%}
    {{ return([
        economic_code_of_the_year('economic_codes', 'economic_code'),
        economic_code_of_the_year('government_codes', 'government_economic_code'),
    ]) }}
{%- endmacro %}

{% macro economic_code_keys() -%}
    coalesce(economic_codes.economic_code_key, 'not_disclosed') as economic_code_key,
    coalesce(government_codes.economic_code_key, 'not_disclosed') as government_economic_code_key
{%- endmacro %}

{#
    The star fact of expenditure by function, type, economic class and fund: all expenditure, or what
    fiscal appropriation pays. A form of one fund may print its revenue beside its expenditure, and its
    expenditure again by economic class: one side and one breakdown are the whole.
#}
{% macro expenditure_fact(name) -%}
{% set columns %}
    {{ economic_code_keys() }},
    coalesce(leaf_amounts.expenditure_type_code, 'not_disclosed') as expenditure_type_key,
    coalesce(leaf_amounts.fund_source_code, 'not_disclosed') as fund_source_key
{%- endset %}
{{ star_fact(
    name,
    columns | trim,
    economic_codes_of_the_year(),
    "coalesce(leaf_amounts.side, 'expenditure') = 'expenditure'"
    " and coalesce(leaf_amounts.breakdown, 'functional') = 'functional'",
) }}
{%- endmacro %}
