{# A code cut to a number of digits; null where it is not printed that deep. #}
{% macro code_to_depth(code, digits) -%}
    if(length({{ code }}) >= {{ digits }}, left({{ code }}, {{ digits }}), null)
{%- endmacro %}
