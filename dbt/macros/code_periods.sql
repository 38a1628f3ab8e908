{#
    Codes of a classification keep their number and change their name. Periods are inclusive years;
    an open end is null. No period begins before FIRST_YEAR or ends after LAST_YEAR.
#}

{# The year of a text of digits; null when no budget can be of it: before 1990, or after next year. #}
{% macro known_year(digits) -%}
    case
        when try_cast({{ digits }} as integer) between 1990 and year(current_date) + 1
            then try_cast({{ digits }} as integer)
    end
{%- endmacro %}

{% macro first_year() -%} 0 {%- endmacro %}
{% macro last_year() -%} 9999 {%- endmacro %}

{# True when a fiscal year lies in the period of a relation that has one. #}
{% macro covers_year(relation, fiscal_year) -%}
    {{ fiscal_year }} >= coalesce({{ relation }}.valid_from_year, {{ first_year() }})
        and {{ fiscal_year }} <= coalesce({{ relation }}.valid_to_year, {{ last_year() }})
{%- endmacro %}
