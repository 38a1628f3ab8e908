{# Text rules shared by all models; the patterns of the seeds are written for text in this form. #}

{# Full-width letters, digits and punctuation (U+FF01 to U+FF5E) as their half-width twins,
   and brackets of all shapes as square ones. #}
{% macro fold_width(expression) -%}
    translate(
        {{ expression }},
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～【】〔〕〖〗',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~[][][]'
    )
{%- endmacro %}

{# All white space removed, no-break, narrow, ideographic and zero-width spaces included. #}
{% macro remove_space(expression) -%}
    regexp_replace({{ expression }}, '[\s\x{00A0}\x{2000}-\x{200F}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]+', '', 'g')
{%- endmacro %}

{# A year written in Chinese numerals (二〇二四年) in digits. #}
{% macro arabic_year(expression) -%}
    replace(
        {{ expression }},
        regexp_extract({{ expression }}, '{{ chinese_year() }}'),
        translate(
            regexp_extract({{ expression }}, '{{ chinese_year() }}'), '〇○ＯOo零一二三四五六七八九', '000000123456789'
        )
    )
{%- endmacro %}

{% macro chinese_year() -%}
    二[〇○零OＯo][〇○零OＯo一二三四五六七八九]{2}年
{%- endmacro %}

{% macro compact(expression) -%}
    {{ fold_width(remove_space(expression)) }}
{%- endmacro %}

{# Words of other languages beside Chinese (合计 Total; Mongolian, Tibetan, Uyghur, Yi, Korean, Cyrillic letters): a word
   of Latin letters has three of them at least, so that A类 stays. #}
{% macro other_languages() -%}
    [(]?([A-Za-z\x{00C0}-\x{024F}][A-Za-z\x{00C0}-\x{024F}''’.,;:&-]{2,}|[\x{0400}-\x{04FF}\x{0600}-\x{06FF}\x{0750}-\x{077F}\x{0F00}-\x{0FFF}\x{1100}-\x{11FF}\x{1800}-\x{18AF}\x{A000}-\x{A4CF}\x{AC00}-\x{D7AF}\x{FB50}-\x{FDFF}\x{FE70}-\x{FEFC}]+)+[)]?
{%- endmacro %}

{# A compact text in its Chinese words alone, where it has any. #}
{% macro in_chinese(compact_text) -%}
    case
        when
            regexp_matches({{ compact_text }}, '{{ other_languages() }}')
            and regexp_matches({{ compact_text }}, '\p{Han}')
            then regexp_replace({{ compact_text }}, '{{ other_languages() }}', '', 'g')
        else {{ compact_text }}
    end
{%- endmacro %}

{# A header path in its Chinese words alone: levels of other languages are gone. #}
{% macro header_in_chinese(header_path) -%}
    case
        when
            regexp_matches({{ header_path }}, '{{ other_languages() }}')
            and regexp_matches({{ header_path }}, '\p{Han}')
            then
                trim(
                    regexp_replace(
                        regexp_replace({{ header_path }}, '{{ other_languages() }}', '', 'g'), '/+', '/', 'g'
                    ),
                    '/'
                )
        else {{ header_path }}
    end
{%- endmacro %}

{# A label without its number in an outline. #}
{% macro without_line_number(expression) -%}
    regexp_replace(
        {{ compact(expression) }},
        '^([一二三四五六七八九十]+[、.．:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.．]|[①-⑩])', ''
    )
{%- endmacro %}

{# 小计, 单位小计 or 一、行政单位: the sum of the rows of one unit or of several, and no unit itself. #}
{% macro is_sum_of_units_rows(compact_label) -%}
    regexp_full_match(
        {{ compact_label }},
        '(本?单位)?小计|本?单位(合计|总计)'
        || '|([一二三四五六七八九十]+、)?(行政|事业|参公|全额|差额|自收自支|(全额|差额)(拨款|补助)|公益[一二]类)(事业)?单位(小计|合计)?'
    )
{%- endmacro %}

{# Whether a label begins with its number in an outline (一、, 1、, (二)). #}
{% macro has_outline(expression) -%}
    regexp_matches({{ expression }}, '^([一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[、.．]\D)')
{%- endmacro %}

{# A label or header word without what it says it leaves out (事业收入(不含教育收费)): the phrases that
   leave out are rows of header_term of the kind `without`. #}
{% macro without_excluded(expression) -%}
    regexp_replace(
        {{ expression }},
        coalesce(
            (
                select string_agg(must_match, '|' order by priority)
                from {{ ref('header_term') }}
                where kind = 'without'
            ),
            '^$'
        ),
        '',
        'g'
    )
{%- endmacro %}

{# The name of a class without the words that vary from place to place: 工资和福利支出, 工资福利支出. #}
{% macro loose_name(expression) -%}
    regexp_replace(
        regexp_replace({{ compact(expression) }}, '[和与及的等、]|[(][类款项][)]$', '', 'g'), '(支出|费用|费)$', ''
    )
{%- endmacro %}

{# Points by which a line stands further in than another to be a part of it: less than half a character is none. #}
{% macro least_indent() -%} 4 {%- endmacro %}
