{# Rules on the names of departments and units; all of them expect text without white space, folded to half width. #}

{# A name without what is not a part of it: an ordinal before it, and the mark of the accounts it stands for. #}
{% macro clean_entity(expression) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace(
                {{ expression }},
                '^(.*第[一二三四五六七八九十]{1,3}部分:?|附件\d*:?|附表\d*:?|(附?表|[Ss]heet)(\d{1,2}|[一二三四五六七八九十]{1,3})(-\d+)?[:、.]?|\(?[一二三四五六七八九十]+\)?、|\d+[、.]|关于)+',
                ''
            ),
            '(\((本级|本部|机关|机关本级|部门本级|局本级|汇总|部门|单位|部门汇总|含下属单位|含所属单位)\)|本级|部门本级|机关本级)$',
            ''
        ),
        '(局|厅|委员会|办公室|办公厅|办事处|中心|学校|学院|大学|医院|人民政府)(部门|单位)$',
        '\1'
    )
{%- endmacro %}

{# Whether a name says that it stands for one unit's own accounts, or for a department with all its units. #}
{% macro scope_of_name(expression) -%}
    case
        when regexp_matches({{ expression }}, '\((本级|本部|机关|机关本级|局本级|单位)\)|本级$') then 'unit'
        when regexp_matches({{ expression }}, '\((汇总|部门|部门汇总|含下属单位|含所属单位)\)') then 'department'
    end
{%- endmacro %}

{# A blank in a template where the name should stand. #}
{% macro is_placeholder(expression) -%}
    regexp_matches({{ expression }}, '[X×*○〇_]{2,}|[某](市|区|县|局|委|厅|部门|单位)')
{%- endmacro %}

{# The stage a title names. A form of final accounts can name a budget too: 一般公共预算财政拨款支出决算表. #}
{% macro stage_word(expression) -%}
    case
        when contains({{ expression }}, '决算') then '决算'
        when
            contains(
                -- A chapter on the budget's performance, and on its execution, belongs to final accounts too.
                regexp_replace(
                    {{ expression }},
                    '预算[^,。、]{0,6}绩效|绩效[^,。、]{0,4}预算|预算(执行|管理|调整|完成|监督)'
                    -- Nor does the name of a fund tell the stage: 2024年一般公共预算支出情况表.
                    || '|(一般公共|公共财政|政府性?基金|国有资本(经营)?|社会保险基金)预算',
                    '',
                    'g'
                ),
                '预算'
            )
            then '预算'
    end
{%- endmacro %}

{# Whether a line is called like a body: it ends as bodies' names do, perhaps before 本级. #}
{% macro is_called_like_a_body(label, suffix) -%}
    (length({{ label }}) > 4
    and ends_with(regexp_replace({{ label }}, '[(](本级|机关|本部)[)]$|本级$', ''), {{ suffix }}))
{%- endmacro %}

{# Whether two names may well be of one body: one is the other without its place or misprinted. Forms that both
   names head (`shared`, how many) are of two bodies: 第一小学, 东街第一小学. #}
{% macro may_be_one_body(name, other, shared) -%}
    (
        {{ name }} = {{ other }}
        or (
            ends_with({{ name }}, {{ other }})
            and regexp_matches(left({{ name }}, length({{ name }}) - length({{ other }})), '[省市区县旗州盟]$')
        )
        or (
            ends_with({{ other }}, {{ name }})
            and regexp_matches(left({{ other }}, length({{ other }}) - length({{ name }})), '[省市区县旗州盟]$')
        )
        or (
            {{ shared }} = 0
            and (
                contains({{ name }}, {{ other }})
                or contains({{ other }}, {{ name }})
                or levenshtein({{ name }}, {{ other }}) <= 2
            )
        )
    )
{%- endmacro %}
