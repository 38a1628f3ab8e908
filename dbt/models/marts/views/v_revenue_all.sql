{{ config(materialized='view') }}

{% set columns %}
    sources.revenue_source_code,
    sources.name_zh as revenue_source_zh,
    sources.name_en as revenue_source_en,
    groups.name_zh as revenue_group_zh,
    groups.name_en as revenue_group_en,
    {{ functional_code_in_words() }}
{% endset %}

{% set group_of_source %}
inner join {{ ref('dim_revenue_source').include(database=false) }} as groups
    on coalesce(sources.parent_code, sources.revenue_source_code) = groups.revenue_source_code
{%- endset %}

{{ star_in_words('fct_revenue', columns, [
    named_by('dim_revenue_source', 'sources', 'revenue_source_key'),
    group_of_source | trim,
    functional_code_of_fact(),
]) }}
