{{ config(materialized='view') }}

{% set columns %}
    items.item_code,
    items.name_zh as item_name_zh,
    items.name_en as item_name_en,
    items.is_three_public,
    {{ fund_in_words() }}
{% endset %}

{{ star_in_words('fct_three_public_expenses', columns, [
    named_by('dim_three_public_item', 'items', 'item_code'),
    fund_of_fact(),
]) }}
