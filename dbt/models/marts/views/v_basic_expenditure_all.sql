{{ config(materialized='view') }}

{% set columns %}
    {{ economic_codes_in_words() }},
    facts.cost_category as cost_category_code,
    categories.name_zh as cost_category_zh,
    categories.name_en as cost_category_en,
    facts.cost_category_source,
    {{ functional_code_in_words() }}
{% endset %}

{{ star_in_words('fct_basic_expenditure', columns, [
    economic_codes_of_fact(),
    named_by('dim_expenditure_type', 'categories', 'cost_category', 'expenditure_type_key'),
    functional_code_of_fact(),
]) }}
