{% set columns %}
    {{ economic_code_keys() }},
    {{ cost_category('leaf_amounts.expenditure_type_code', 'economic_codes.usual_cost_category') }}
        as cost_category,
    case
        when leaf_amounts.expenditure_type_code in ('personnel', 'operating') then 'printed'
        when economic_codes.usual_cost_category <> 'not_disclosed' then 'derived'
        else 'not_disclosed'
    end as cost_category_source
{%- endset %}

{{ star_fact('fct_basic_expenditure', columns | trim, economic_codes_of_the_year()) }}
