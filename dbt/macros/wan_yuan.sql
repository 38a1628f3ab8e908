{# Yuan as ten thousand yuan (万元), the unit forms are printed in; exact, no floating point. #}
{% macro wan_yuan(amount_yuan) -%}
    cast({{ amount_yuan }} * 0.0001 as decimal(20, 6))
{%- endmacro %}
