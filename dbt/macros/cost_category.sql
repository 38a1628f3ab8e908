{# The printed column rules, also where it puts some 302 lines under personnel; only an unprinted
   category is derived from the economic class. #}
{% macro cost_category(expenditure_type_code, usual_cost_category) -%}
    case
        when {{ expenditure_type_code }} in ('personnel', 'operating')
            then {{ expenditure_type_code }}
        else coalesce({{ usual_cost_category }}, 'not_disclosed')
    end
{%- endmacro %}
