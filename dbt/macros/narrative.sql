{# How prose states figures. All expressions are text of int_narrative_passage: without white space and
   quotation marks, folded to half width. #}

{# What documents write in several ways, written in one: (境) and (护) are optional everywhere, and
   收入、支出 are one word where one figure is said of both. #}
{% macro narrative_text(expression) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace({{ compact(expression) }}, '[“”"‘’''《》]', '', 'g'),
            '\((境|护)\)',
            '',
            'g'
        ),
        '收(入)?[、,和]?支(出)?(预算)?(总计|合计|总预算|预算|增|减)',
        '收支\3\4',
        'g'
    )
{%- endmacro %}

{# A pattern: what begins a comparison with another year. #}
{% macro with_another_year() -%}
(?:比|较|与|同)(?:上一?年|去年|20\d\d年)
{%- endmacro %}

{# A line that carries a page number and nothing else. #}
{% macro is_page_number(narrative_text) -%}
    regexp_full_match({{ narrative_text }}, '[-—–―─]*\d{0,3}[-—–―─]*')
{%- endmacro %}

{# The first words of an item of a list, or of a section. A number with decimals is none. #}
{% macro begins_an_item(narrative_text) -%}
    regexp_matches(
        {{ narrative_text }},
        '^([(]?[一二三四五六七八九十]{1,3}[)、.:]|[(]\d{1,2}[)]|\d{1,2}[)、.:][^\d]|[①-⑳]|第[一二三四五六七八九十]+[部章]|注:|#)'
    )
{%- endmacro %}

{# The words since the last stop. Behind a colon that only a year and the kind of figure follow, they begin with what
   stands before it: 支出预算:2025年年初预算数. #}
{% macro lead_of_a_figure() -%}
(?:[^,。;、:(]*(?:收入|支出|收支|费|拨款|采购|预算|决算|计|额):(?:20\d\d年度?|年初|预算|决算|安排|数|为|共)+|[^,。;、:]*)$
{%- endmacro %}

{# A pattern: what joins two figures of a list, and names nothing: 1万元、2万元和3万元. #}
{% macro joins_two_figures() -%}
[、,和与及]|以及
{%- endmacro %}

{# Figures of money and percentages, and the words that stand for a change of nothing. #}
{% macro figure_pattern() -%}
-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:亿元|百万元|万元|千元|元|%)|持平|无变化|无增减变化|无增减|没有变化|数一致|数相同
{%- endmacro %}

{# The words that may stand before the name of a total: the year, the discloser, 的. Any other word could
   make it the name of something smaller. #}
{% macro words_before_a_subject() -%}
(?:.*(?:年度?|部门|单位|本级|[局委办厅院校会队所站馆处府部组社团室心)]|大学|[中小]学|幼儿园|街道|[^乡各城小村]镇|[^城各返下]乡|监狱|的|安排|全部|各|合计|总计|实际(?:支出|发生)?))?
{%- endmacro %}

{# The money a total is restricted to. #}
{% macro fund_of_a_subject() -%}
(?:财政拨款|一般公共预算|政府性?基金|国有资本经营)?(?:预算)?(?:财政)?(?:当年)?(?:拨款)?(?:安排)?的?
{%- endmacro %}

{# What stands between a subject and its figure without changing the meaning. #}
{% macro words_after_a_subject() -%}
(?:20\d\d年度?|当年|年初|财政拨款|预算|决算|执行|支出|总体|安排|编制|总额|总金额|金额|总计|合计|小计|共计|总|计|数|共|为|是|约|达|各|分别|:|\(以[^()]{1,12}为准\))*
{%- endmacro %}

{# A clause that gives a reason, or says what money is for; 用于以下方面 begins a list of amounts instead. #}
{% macro tells_a_reason(clause_text) -%}
    regexp_matches(
        regexp_replace({{ clause_text }}, '用于(以下|下列|如下)', ''), '原因|由于|因为|因此|用于|[一二三四]是'
    )
{%- endmacro %}

{# A name that may hold brackets, before its mark: 政府办公厅(室)及相关机构事务 of …(款). #}
{% macro name_with_brackets() -%}
[^()]+(?:\([^()类款项\d一二三四五六七八九十]{1,2}\)[^()]+)*
{%- endmacro %}

{# A text without the number and the connecting words it begins with. #}
{% macro without_outline(narrative_text) -%}
    regexp_replace(
        {{ narrative_text }},
        '^([(]?[一二三四五六七八九十\d]{1,3}[)、.:]+|[①-⑳]|其中|主要是|包括|即|以及|和|及|并|同时|分别)+',
        ''
    )
{%- endmacro %}

{# The first words of a passage, up to its first stop. #}
{% macro head_of_passage(passage_text) -%}
    {{ without_outline("regexp_extract(" ~ passage_text ~ ", '^[^。;,:]*')") }}
{%- endmacro %}

{# A name of a classification without the word that some documents leave off. #}
{% macro short_name(name) -%}
    regexp_replace({{ bare_name(name) }}, '支出$', '')
{%- endmacro %}

{# Whether a cell's source of money is one a claim can speak of: all there is, the money it names, or, where
   it names none or all appropriations, the general public budget. #}
{% macro is_source_of_claim(cells, fund_code) -%}
    (
        {{ cells }}.is_all_sources
        or {{ cells }}.source_code = {{ fund_code }}
        or ({{ fund_code }} in ('', 'fiscal_appropriation') and {{ cells }}.source_code = 'general_public_budget')
    )
{%- endmacro %}
