{#
    How a printed figure is read. The argument is compact text (see macro compact).
    Separators are taken where they stand in front of three digits; some publishers leave
    the earlier ones out (125360,898).
    300. and .50 are what the formats #.## and #.00 of a spreadsheet show. A raised digit beside a figure is the
    mark of a note. ¥-12.00 is a currency's own format.
#}
{% macro is_printed_amount(compact_text) -%}
    regexp_full_match(
        {{ compact_text }},
        '[⁰¹²³⁴-⁹]*([¥￥]?[-−–—﹣‐‑+△▲▽▼负]?[¥￥]?(\d+(,\d{3})*(\.\d*)?|\.\d+)|\([¥￥]?\d+(,\d{3})*(\.\d+)?\))[⁰¹²³⁴-⁹]*'
    )
{%- endmacro %}

{# Nothing printed, or one of the marks that stand for nothing. #}
{% macro is_printed_nothing(compact_text) -%}
    regexp_full_match({{ compact_text }}, '[-−—–―－﹣‐‑─/]*')
{%- endmacro %}

{# What a sheet shows for a number that is wider than its column. #}
{% macro is_number_too_wide(compact_text) -%}
    regexp_full_match({{ compact_text }}, '#{2,}')
{%- endmacro %}

{# The number of a text of digits; from 10^15 on it is a number of something else, and no value. #}
{% macro known_number(digits) -%}
    try_cast(try_cast({{ digits }} as decimal(23, 8)) as decimal(28, 8))
{%- endmacro %}

{# The number as printed, parentheses, a triangle, 负 and dashes of other lengths as a minus sign; null when the text is not an amount, or out of range. #}
{% macro parse_amount(compact_text) -%}
    case
        when {{ is_printed_amount(compact_text) }}
            then
                {{ known_number(
                    "case when regexp_matches(" ~ compact_text ~ ", '^[⁰¹²³⁴-⁹]*[¥￥]?[-(△▲▽▼负−–—﹣‐‑]') then '-' else '' end || regexp_replace("
                    ~ compact_text ~ ", '[^0-9.]', '', 'g')"
                ) }}
    end
{%- endmacro %}

{# Digits printed after the decimal point; null when the text is not an amount. #}
{% macro printed_decimals(compact_text) -%}
    case
        when {{ is_printed_amount(compact_text) }}
            then length(regexp_extract({{ compact_text }}, '\.(\d+)', 1))
    end
{%- endmacro %}

{#
    Whether the lines of a cell are numbers of their own: each is whole, and all have as many digits
    after the point; or one is longer than the line above it. A number is broken where its line is
    full, so its parts differ (12,437.3 / 6); numbers below each other are never one of seventeen digits.
#}
{% macro is_stack_of_numbers(text) -%}
    case
        when contains({{ text }}, chr(10)) then {{ _is_stack(
            "list_filter(list_transform(string_split(" ~ text ~ ", chr(10)), line -> "
            ~ compact('line') ~ "), line -> line != '')"
        ) }}
        else false
    end
{%- endmacro %}

{% macro _is_stack(lines) -%}
    (
        len({{ lines }}) > 1
        and len(
            list_filter({{ lines }}, line -> not {{ is_printed_amount('line') }} or regexp_matches(line, '^\.|\.$'))
        ) = 0
        and (
            len(list_distinct(list_transform({{ lines }}, line -> length(regexp_extract(line, '\.(\d+)', 1))))) = 1
            or len(
                list_filter(
                    list_zip({{ lines }}[:-2], {{ lines }}[2:]),
                    pair -> length(pair[2]) > length(pair[1])
                )
            ) > 0
        )
    )
{%- endmacro %}

{# What no figure in yuan reaches: the country spends 3 x 10^13 in a year. #}
{% macro most_yuan() -%} 1000000000000000 {%- endmacro %}

{# A figure in yuan; null where it is out of range. #}
{% macro in_yuan(figure, printed_unit) -%}
    case
        when abs({{ figure }}) * {{ yuan_per_unit(printed_unit) }} <= {{ most_yuan() }}
            then try_cast({{ figure }} * {{ yuan_per_unit(printed_unit) }} as decimal(20, 2))
    end
{%- endmacro %}

{# Half of the last printed digit, in yuan. #}
{% macro half_unit_in_yuan(decimals, printed_unit) -%}
    try_cast(0.5 / pow(10, {{ decimals }}) * {{ yuan_per_unit(printed_unit) }} as decimal(20, 8))
{%- endmacro %}

{#
    A figure printed with its own unit behind it (1274.45万元, 1274.4万): the unit, null for all other texts; and the
    text without it. Only figures with decimals: "100元" in a list is a price or a target as often.
#}
{% macro own_unit(compact_text, decimals='\.\d+') -%}
    nullif(
        regexp_replace(
            regexp_extract({{ compact_text }}, '^[-+△▲]?[\d,]+{{ decimals }}([千万亿]?元|百万元|[万亿])$', 1), '^[万亿]$', '\0元'
        ),
        ''
    )
{%- endmacro %}

{# The same of a figure without decimals (300万元). #}
{% macro whole_unit(compact_text) -%} {{ own_unit(compact_text, '') }} {%- endmacro %}

{% macro without_unit(compact_text) -%}
    case
        when {{ own_unit(compact_text) }} is null then {{ compact_text }}
        else {{ figure_before_unit(compact_text) }}
    end
{%- endmacro %}

{% macro figure_before_unit(compact_text) -%} regexp_extract({{ compact_text }}, '^[^元千万亿百]+') {%- endmacro %}

{# A header without the unit that it names (预算数(万元)): it says nothing of what the column holds. #}
{% macro without_unit_in_brackets(header) -%}
    regexp_replace({{ header }}, '[(](单位:?)?(人民币)?(亿|万|千|百)?元[)]', '', 'g')
{%- endmacro %}

{# Yuan in one printed unit. #}
{% macro yuan_per_unit(printed_unit) -%}
    case {{ printed_unit }}
        when '元' then 1
        when '千元' then 1000
        when '万元' then 10000
        when '百万元' then 1000000
        when '亿元' then 100000000
    end
{%- endmacro %}

{#
  The tables in which words alone tell units from what these spend on (a line's kind is `part`), and what was
  taken for units does not make up the total: some unit was taken for a project.
#}
{% macro tables_of_unsure_units(amounts, is_counted) -%}
    select distinct table_id
    from (
        select table_id
        from {{ amounts }}
        group by table_id, column_no
        having
            bool_or(line_kind = 'part')
            and abs(
                max(amount_yuan) filter (where line_role = 'total')
                - coalesce(sum(amount_yuan) filter (where {{ is_counted }}), 0)
            ) > sum(half_unit_yuan)
    ) as columns_that_miss
{%- endmacro %}

{# A query: the figures that some tables print in their columns of amounts, and how far rounding may move each. #}
{% macro printed_figures(tables) -%}
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.amount_printed,
        0.5 / pow(10, cells.decimals) as half_unit
    from {{ ref('stg_cell') }} as cells
    inner join {{ ref('int_column_role') }} as roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'amount'
    where
        not cells.is_header
        and cells.amount_printed is not null
        and cells.table_id in (select table_id from {{ tables }})
{%- endmacro %}
