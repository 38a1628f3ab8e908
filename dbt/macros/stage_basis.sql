{# The column of amounts a disclosure is about: the budget of budgets, the outcome of final accounts. #}
{% macro stage_basis(budget_stage) -%}
    case {{ budget_stage }} when 'final_accounts' then 'final' else 'budget' end
{%- endmacro %}
