{# A ratio of amounts, to six places; undefined (null) where the base is missing, 0 or negative: against
   a negative base a rise reads as a fall. #}
{% macro ratio(numerator, base) -%}
    case when {{ base }} > 0 then cast(round(({{ numerator }}) / ({{ base }}), 6) as double) end
{%- endmacro %}
