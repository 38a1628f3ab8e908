{# How a target of performance is printed: ≥5000部, 不少于3次, 100%, 优. The argument is compact text. #}

{# Words that compare, in front of the number or behind it; the sign alone where a column of its own prints it. #}
{% macro target_comparator(target) -%}
    case
        when regexp_matches({{ target }}, '^(≥|>=|≧|大于等于|大于或等于|不(低|少|小)于|至少|最低)') then '>='
        when regexp_matches({{ target }}, '^(≤|<=|≦|小于等于|小于或等于|不(高|多|大)于|不超过?|至多|最高|控制在\d.*以?内$)') then '<='
        when regexp_matches({{ target }}, '^\d[\d,.]*[^\d]{0,8}?(及?以上|或以上)$') then '>='
        when regexp_matches({{ target }}, '^\d[\d,.]*[^\d]{0,8}?(及?以[下内]|之?内)$') then '<='
        when regexp_matches({{ target }}, '^(>|大于|高于|超过|多于)') then '>'
        when regexp_matches({{ target }}, '^(<|小于|低于|少于)') then '<'
        when regexp_matches({{ target }}, '^(=|等于)') then '='
    end
{%- endmacro %}

{# The target without what compares. #}
{% macro target_rest(target) -%}
    regexp_replace(
        regexp_replace(
            {{ target }},
            '^(≥|>=|≧|≤|<=|≦|大于等于|大于或等于|小于等于|小于或等于|不[低少小高多大]于|不超过?|至少|至多|最低|最高|控制在|>|<|=|大于|高于|超过|多于|小于|低于|少于|等于)+',
            ''
        ),
        '(及?以[上下内]|或以上|之?内)$',
        ''
    )
{%- endmacro %}

{# A number alone, or with a unit; dates (2023年12月底) and ranges (1-12月) are none. #}
{% macro is_target_number(rest) -%}
    (
        regexp_full_match({{ rest }}, '[-+]?\d[\d,]*(\.\d+)?[^\d,，。;；、~～至-]{0,12}(/[^\d]{1,6})*')
        and not regexp_matches({{ rest }}, '^(19|20)\d\d年')
        and not regexp_matches({{ rest }}, '月(底|初|末|前)|日前|年底|年末')
    )
{%- endmacro %}

{# From 10^15 on it is a number of something else, and no value. #}
{% macro known_target(digits) -%}
    try_cast(try_cast({{ digits }} as decimal(21, 6)) as decimal(28, 6))
{%- endmacro %}

{% macro target_value(target) -%}
    case
        when {{ is_target_number(target_rest(target)) }}
            then
                {{ known_target(
                    "replace(regexp_extract(" ~ target_rest(target) ~ ", '^[-+]?\\d[\\d,]*(\\.\\d+)?'), ',', '')"
                ) }}
    end
{%- endmacro %}

{% macro target_unit(target) -%}
    case
        when {{ is_target_number(target_rest(target)) }}
            then nullif(regexp_replace({{ target_rest(target) }}, '^[-+]?\d[\d,]*(\.\d+)?', ''), '')
    end
{%- endmacro %}

{# A label without its colon and what stands in parentheses: 资金金额(万元): and 资金金额 are one. #}
{% macro bare_label(label) -%}
    regexp_replace(regexp_replace({{ label }}, '[(][^()]*[)]', '', 'g'), '[:;]+$', '')
{%- endmacro %}

{# A query: the wordings in text_compact of a relation that a word of these kinds (target_word) says, and which.
   A wording is looked up once, however often it is printed: DuckDB compiles a pattern of a table for each row. #}
{% macro wordings_of_kinds(relation, kinds, is_bare=false) -%}
    {%- set text = bare_label('wordings.text_compact') if is_bare else 'wordings.text_compact' -%}
    select
        wordings.text_compact,
        words.word_kind
    from (select distinct text_compact from {{ relation }}) as wordings
    inner join {{ ref('target_word') }} as words
        on
            words.word_kind in ('{{ kinds | join("', '") }}')
            and regexp_full_match({{ text }}, words.must_match)
{%- endmacro %}

{# Text as printed, line ends and marks of markup (<p>) left out. #}
{% macro without_markup(text) -%}
    regexp_replace({{ text }}, '</?[a-zA-Z]+/?>', '', 'g')
{%- endmacro %}

{# The project a table is titled with (3、改革工作经费绩效目标表), where the title is not the form's own name. #}
{% macro project_of_title(title) -%}
    nullif(
        regexp_replace(
            regexp_extract({{ title }}, '^(?:\d+[、.．]|[(]\d+[)])?(.+?)(?:项目)?(?:支出)?绩效(?:目标|指标)(?:申报)?表', 1),
            '^(\d{4}|年度?|部门|单位|市级|本级|省级|预算|专项|重点|项目|业务|经费|资金|支出|整体|总体|表\d*|第.部分|[(].*[)])*$',
            ''
        ),
        ''
    )
{%- endmacro %}
