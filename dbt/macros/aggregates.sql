{# The value that all rows of a group share, as far as they have one; null where they differ. #}
{% macro only_value(column) -%}
    if(min({{ column }}) = max({{ column }}), min({{ column }}), null)
{%- endmacro %}
