{# How findings state their equations. #}

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
    case
        when {{ stated_text }} = 'a code of the catalogue: one letter and eight digits'
            then '采购目录中的编码（一个字母加八位数字）'
        when starts_with({{ stated_text }}, 'a ceiling')
            then coalesce(
                '不超过预算 ' || nullif(regexp_extract({{ stated_text }}, 'the budget of (.*)$', 1), '') || ' 的', ''
            ) || '上限'
        when {{ stated_text }} = 'a unit in which its total is of a likely size' then '使合计合理的单位'
        when {{ stated_text }} = 'a cumulative plan that ends at 100%' then '逐期累计、年底达到 100% 的计划'
        else
            '“' || replace(
                replace(regexp_replace({{ stated_text }}, '^(\d{4})( |$)', '\1年'), 'final_accounts', '决算'),
                'budget',
                '预算'
            ) || '”'
    end
{%- endmacro %}

{# The same in English: what is printed stands in quotation marks, what describes it does not. #}
{% macro stated_text_en(stated_text) -%}
    case
        when starts_with({{ stated_text }}, 'a ') then {{ stated_text }}
        else '“' || replace({{ stated_text }}, 'final_accounts', 'final accounts') || '”'
    end
{%- endmacro %}

{# A unit of money as an English reader counts. #}
{% macro unit_en(printed_unit) -%}
    case {{ printed_unit }}
        when '千元' then 'thousand yuan'
        when '万元' then 'ten thousand yuan'
        when '百万元' then 'million yuan'
        when '亿元' then 'hundred million yuan'
        when '元' then null
        else {{ printed_unit }}
    end
{%- endmacro %}

{# One number, or what several come to, with the side of the equation it stands on. #}
{% macro figure_zh(noun, number_text, sum_text) -%}
    {{ noun }} || if(starts_with({{ noun }}, '文字（'), '写的是', {{ verb_zh(sum_text) }}) || ' ' || {{ number_text }}
{%- endmacro %}

{% macro verb_zh(sum_text) -%}
    case when {{ sum_text }} is null then '印的是' when contains({{ sum_text }}, ' - ') then '算得' else '相加得' end
{%- endmacro %}

{% macro figure_en(noun, number_text, sum_text) -%}
    {{ noun }} || ' ' || {{ verb_en(sum_text) }} || ' ' || {{ number_text }}
{%- endmacro %}

{% macro verb_en(sum_text) -%}
    case when {{ sum_text }} is null then 'has' when contains({{ sum_text }}, ' - ') then 'makes' else 'adds up to' end
{%- endmacro %}

{# An amount in full, without cents where there are none. #}
{% macro whole_yuan(amount_yuan) -%}
    regexp_replace(format('{:,.2f}', abs({{ amount_yuan }})), '\.00$', '') || ' yuan'
{%- endmacro %}

{# Two steps: what is judged, and how often each identity is judged and violated in a form of a disclosure. #}
{% macro judged_in_disclosure(of=none) -%}
checks as (
    select
        check_key,
        identity_code,
        disclosure_key,
        form_code,
        relation,
        status,
        -- Prose that says one thing three times says it once.
        if(
            form_code is null,
            concat_ws('|', line_label, expected_yuan, actual_yuan, expected_text, actual_text),
            check_key
        ) as statement_key
    from {{ ref('fct_identity_check') }}
    where
        status in ('exact', 'rounding', 'violated')
        -- That nothing equals nothing shows no column to be read right.
        and coalesce(expected_yuan <> 0 or actual_yuan <> 0, true)
        {{ 'and disclosure_key in (select disclosure_key from ' ~ of ~ ')' if of }}
),

judged_in_disclosure as (
    select
        identity_code,
        disclosure_key,
        coalesce(form_code, '') as form_code,
        count(distinct statement_key) as judged_count,
        count(distinct statement_key) filter (where status = 'violated') as violated_count
    from checks
    group by identity_code, disclosure_key, coalesce(form_code, '')
)
{%- endmacro %}
