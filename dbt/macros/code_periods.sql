{#
    Codes of a classification keep their number and change their name. Periods are inclusive years;
    an open end is null. No period begins before FIRST_YEAR or ends after LAST_YEAR.
#}

{% macro first_year() -%} 0 {%- endmacro %}
{% macro last_year() -%} 9999 {%- endmacro %}

{# True when a fiscal year lies in a period with open ends. #}
{% macro covers_year(from_year, to_year, fiscal_year) -%}
    {{ fiscal_year }} between coalesce({{ from_year }}, {{ first_year() }}) and coalesce({{ to_year }}, {{ last_year() }})
{%- endmacro %}
