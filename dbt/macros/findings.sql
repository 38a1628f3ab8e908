{# How findings say their equations. #}

{# An amount as it is printed in a unit, to so many places. The format is put together row by row. #}
{% macro printed_number(amount_yuan, printed_unit, decimals) -%}
    format('{:,.' || {{ decimals }} || 'f}', {{ amount_yuan }} / {{ yuan_per_unit(printed_unit) }})
{%- endmacro %}

{# A member of a sum: its sign stands before it unless it opens the sum; a negative figure in brackets. #}
{% macro printed_term(coefficient, number_text, is_first) -%}
    case
        when {{ is_first }} then if({{ coefficient }} < 0, '-', '')
        when {{ coefficient }} < 0 then ' - '
        else ' + '
    end
    || case
        when abs({{ coefficient }}) = 1 then ''
        else regexp_replace(abs({{ coefficient }})::varchar, '\.0*$|(\.\d*?)0+$', '\1') || ' × '
    end
    || if(starts_with({{ number_text }}, '-'), '(' || {{ number_text }} || ')', {{ number_text }})
{%- endmacro %}

{# What a text check compares ("2022 budget"), in Chinese. #}
{% macro stated_text_zh(stated_text) -%}
    replace(
        replace(regexp_replace({{ stated_text }}, '^(\d{4})( |$)', '\1年'), 'final_accounts', '决算'),
        'budget',
        '预算'
    )
{%- endmacro %}
