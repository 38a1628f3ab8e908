{# Columns that views in words share. #}

{# Whose the money is and of when, in the words of `v_disclosure`. #}
{% macro who_and_when_in_words() -%}
    disclosures.fiscal_year,
    disclosures.budget_stage,
    disclosures.budget_stage_zh,
    disclosures.budget_stage_en,
    disclosures.reporting_scope,
    disclosures.reporting_scope_zh,
    disclosures.province_name,
    disclosures.city_name,
    disclosures.region_code,
    disclosures.region_name,
    disclosures.department_code,
    disclosures.department_name,
    disclosures.department_name_today
{%- endmacro %}

{# How well the amount is proven and where it is printed. #}
{% macro evidence_of_amount() -%}
    amounts.proof_status,
    disclosures.suspect_extraction,
    amounts.printed_text,
    amounts.printed_unit,
    disclosures.file_path,
    amounts.page_no,
    facts.amount_key,
    facts.disclosure_key,
    facts.department_key
{%- endmacro %}

{# A functional code with the names of its class and section. #}
{% macro functional_code_in_words() -%}
    functional_codes.class_code as functional_class_code,
    functional_codes.class_name as functional_class_name,
    functional_codes.section_code as functional_section_code,
    functional_codes.section_name as functional_section_name,
    functional_codes.functional_code,
    functional_codes.functional_name
{%- endmacro %}

{# An economic code of departments and one of government budgets, each with its class. #}
{% macro economic_codes_in_words() -%}
    economic_codes.class_code as economic_class_code,
    economic_codes.class_name as economic_class_name,
    economic_codes.economic_code,
    economic_codes.economic_name,
    government_codes.class_code as government_economic_class_code,
    government_codes.class_name as government_economic_class_name,
    government_codes.economic_code as government_economic_code,
    government_codes.economic_name as government_economic_name
{%- endmacro %}

{#
    The view in words of a star fact. `columns` are those between the form and the amount; `joins` the dimensions
    they need.
#}
{% macro star_in_words(star_fact, columns, joins) -%}
with

facts as (
    select * from {{ ref(star_fact ~ '_consolidated').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
),

forms as (
    select * from {{ ref('dim_form').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    facts.budget_unit_label,

    -- what
    facts.form_code,
    forms.name_zh as form_name_zh,
    {{ columns | trim }},

    -- how much
    facts.amount_yuan,
    {{ wan_yuan('facts.amount_yuan') }} as amount_wan_yuan,

    -- the evidence
    {{ evidence_of_amount() }}
from facts
inner join disclosures on facts.disclosure_key = disclosures.disclosure_key
inner join amounts on facts.amount_key = amounts.amount_key
left join forms
    on facts.form_code = forms.form_code and facts.budget_stage = forms.budget_stage
{%- for join in joins %}
{{ join }}
{%- endfor %}
{%- endmacro %}

{# The member of a dimension that a fact names by its key. #}
{% macro named_by(dimension, alias, key, dimension_key=none) -%}
inner join {{ ref(dimension).include(database=false) }} as {{ alias }}
    on facts.{{ key }} = {{ alias }}.{{ dimension_key or key }}
{%- endmacro %}

{% macro functional_code_of_fact() -%}
{{ named_by('dim_functional_code', 'functional_codes', 'functional_code_key') }}
{%- endmacro %}

{% macro economic_codes_of_fact() -%}
{{ named_by('dim_economic_code', 'economic_codes', 'economic_code_key') }}
{{ named_by('dim_economic_code', 'government_codes', 'government_economic_code_key', 'economic_code_key') }}
{%- endmacro %}

{% macro fund_in_words() -%}
    funds.fund_source_code,
    funds.name_zh as fund_source_zh,
    funds.name_en as fund_source_en
{%- endmacro %}

{% macro fund_of_fact() -%}
{{ named_by('dim_fund_source', 'funds', 'fund_source_key') }}
{%- endmacro %}

{# The view in words of a star fact of expenditure. #}
{% macro expenditure_in_words(star_fact) -%}
{% set columns %}
    {{ functional_code_in_words() }},
    types.expenditure_type_code,
    types.name_zh as expenditure_type_zh,
    types.name_en as expenditure_type_en,
    {{ economic_codes_in_words() }},
    {{ fund_in_words() }}
{% endset %}
{{ star_in_words(star_fact, columns, [
    functional_code_of_fact(),
    named_by('dim_expenditure_type', 'types', 'expenditure_type_key'),
    economic_codes_of_fact(),
    fund_of_fact(),
]) }}
{%- endmacro %}


{# One stage of a view in words: what is planned and what was spent are two answers and never one sum. #}
{% macro of_stage(view, stage) -%}
select *
from {{ ref(view).include(database=false) }}
where budget_stage = '{{ stage }}'
{%- endmacro %}

{# The rows of a fact that counts in budgets, without those a wider disclosure holds as well. #}
{% macro planned_and_counted_once(fact) -%}
counted_once as (
    {{ consolidated(fact) | indent(4) }}
),

facts as (
    select * from counted_once
    where budget_stage = 'budget'
)
{%- endmacro %}

{# Violated checks in words; which of them, the condition on the findings says. #}
{% macro violations_in_words(condition) -%}
with

findings as (
    select * from {{ ref('fct_finding').include(database=false) }}
    where {{ condition }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

documents as (
    select * from {{ ref('dim_document').include(database=false) }}
),

identities as (
    select * from {{ ref('dim_identity').include(database=false) }}
),

forms as (
    select * from {{ ref('dim_form').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- what does not add up
    findings.identity_code,
    identities.name_zh as identity_zh,
    identities.name_en as identity_en,
    findings.summary_zh,
    findings.summary_en,
    findings.equation_text,
    findings.equation_unit,
    findings.form_code,
    forms.name_zh as form_name_zh,
    forms.name_en as form_name_en,
    findings.line_label,
    findings.measure_code,
    findings.budget_unit_label,

    -- how much
    findings.actual_yuan,
    findings.relation,
    findings.expected_yuan,
    findings.difference_yuan,
    findings.tolerance_yuan,
    findings.relative_size,

    -- how sure
    findings.certainty,
    findings.responsibility,
    findings.responsibility_reason,
    findings.reason,

    -- the evidence
    documents.file_path,
    documents.source_url,
    findings.pages,
    findings.finding_key,
    findings.likely_amount_key,
    findings.group_key,
    findings.disclosure_key
from findings
inner join disclosures on findings.disclosure_key = disclosures.disclosure_key
inner join documents on findings.document_key = documents.document_key
left join identities on findings.identity_code = identities.identity_code
left join forms
    on findings.form_code = forms.form_code and findings.budget_stage = forms.budget_stage
{%- endmacro %}

{# Sums of a view of expenditure, per head and in the prices of one year, where users say how many and what prices. #}
{% macro per_head(view) -%}
with

spending as (
    select
        fiscal_year,
        budget_stage,
        budget_stage_zh,
        budget_stage_en,
        reporting_scope,
        reporting_scope_zh,
        province_name,
        city_name,
        region_code,
        region_name,
        department_name,
        department_name_today,
        functional_class_code,
        functional_class_name,
        sum(amount_yuan)::decimal(20, 2) as amount_yuan
    from {{ ref(view).include(database=false) }}
    group by all
),

populations as (
    select * from {{ ref('dim_population').include(database=false) }}
),

prices as (
    select * from {{ ref('dim_price_index').include(database=false) }}
)

select
    spending.*,
    populations.population,
    spending.amount_yuan / populations.population::double as yuan_per_head,
    prices.base_fiscal_year,
    spending.amount_yuan * prices.to_base_year as real_yuan,
    spending.amount_yuan * prices.to_base_year / populations.population::double as real_yuan_per_head
from spending
left join populations
    on spending.region_code = populations.region_code and spending.fiscal_year = populations.fiscal_year
left join prices on spending.fiscal_year = prices.fiscal_year
{%- endmacro %}
