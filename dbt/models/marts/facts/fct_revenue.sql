{% set columns = "coalesce(revenue_sources.revenue_source_key, 'not_disclosed') as revenue_source_key" %}
{% set revenue_source %}
left join {{ ref('dim_revenue_source') }} as revenue_sources
    on leaf_amounts.revenue_source_code = revenue_sources.revenue_source_code
{%- endset %}

{{ star_fact(
    'fct_revenue', columns, [revenue_source | trim], "coalesce(leaf_amounts.side, 'revenue') = 'revenue'"
) }}
