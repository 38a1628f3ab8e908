{#
    Codes of a classification keep their number and change their name. Periods are inclusive years;
    an open end is null. No period begins before FIRST_YEAR or ends after LAST_YEAR.
#}

{% macro first_year() -%} 0 {%- endmacro %}
{% macro last_year() -%} 9999 {%- endmacro %}

{# True when a fiscal year lies in the period of a relation that has one. #}
{% macro covers_year(relation, fiscal_year) -%}
    {{ fiscal_year }} >= coalesce({{ relation }}.valid_from_year, {{ first_year() }})
        and {{ fiscal_year }} <= coalesce({{ relation }}.valid_to_year, {{ last_year() }})
{%- endmacro %}
