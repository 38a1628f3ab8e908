{# The matter of a comparison and what divides it, in words. #}
{% macro subject_zh(subject) -%}
    case {{ subject }}
        when 'revenue' then '收入'
        when 'expenditure' then '支出'
        when 'appropriation_expenditure' then '财政拨款支出'
        when 'basic_expenditure' then '一般公共预算基本支出'
        when 'three_public_expenses' then '“三公”经费'
    end
{%- endmacro %}

{% macro subject_en(subject) -%}
    case {{ subject }}
        when 'revenue' then 'Revenue'
        when 'expenditure' then 'Expenditure'
        when 'appropriation_expenditure' then 'Appropriation expenditure'
        when 'basic_expenditure' then 'Basic expenditure of the general public budget'
        when 'three_public_expenses' then 'Three public expenses'
    end
{%- endmacro %}

{% macro axis_zh(axis) -%}
    case {{ axis }}
        when 'total' then '合计'
        when 'functional_class' then '功能分类（类）'
        when 'functional_section' then '功能分类（款）'
        when 'functional_item' then '功能分类（项）'
        when 'economic_class' then '经济分类（类）'
        when 'economic_section' then '经济分类（款）'
        when 'expenditure_type' then '支出类型'
        when 'cost_category' then '人员与公用'
        when 'fund_source' then '资金来源'
        when 'revenue_source' then '收入来源'
        when 'three_public_item' then '“三公”项目'
        when 'three_public_group' then '“三公”大类'
    end
{%- endmacro %}
