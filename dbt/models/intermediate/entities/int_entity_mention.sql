{%- set unit_of_money = "(人民币)?[百千万亿]*元([^\\p{Han}].*)?" -%}
{%- set unit_words = "金额|计量|货币|数据|统计" -%}
{%- set year_of = "(?:20\\d{2})?年(?:度)?" -%}

with

lines as (
    select * from {{ ref('int_document_line') }}
),

texts as (
    select * from {{ ref('int_document_text') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

labels as (
    select * from {{ ref('entity_label') }}
),

phrases as (
    select * from {{ ref('entity_phrase') }}
),

-- The line with the name stands above the grid of a form, or in one of its first rows.
label_lines as (
    select
        document_id,
        block_no,
        page_no,
        table_id,
        place || '|' || line_no as line_key,
        line_compact
    from lines
    where contains(line_compact, ':') and length(line_compact) <= 120
    union all
    select
        tables.document_id,
        tables.block_no,
        cells.page_no,
        cells.table_id,
        'cell|' || cells.row_no || '|' || cells.column_no as line_key,
        cells.text_compact as line_compact
    from cells
    inner join tables on cells.table_id = tables.table_id
    where cells.row_no <= 4 and contains(cells.text_compact, ':') and length(cells.text_compact) <= 120
),

-- 部门：X, 单位名称：X, 预算单位：[315001]X ... The longest label speaks: 主管部门 is no 部门.
labelled as (
    select
        label_lines.document_id,
        label_lines.block_no,
        label_lines.page_no,
        label_lines.table_id,
        if(label_lines.table_id is null, 'label', 'header') as place,
        labels.scope_hint,
        labels.role,
        -- One pattern for all labels: one of each would be compiled for each line.
        regexp_extract(
            substring(
                label_lines.line_compact,
                strpos(label_lines.line_compact, labels.label || ':') + length(labels.label) + 1
            ),
            '^(?:[\[(【]?\d{3,12}[\])】]?[-_—–]?)?'
            || '([^:]{2,60}?)[(]?'
            || '(?:(?:{{ unit_words }})?单位:|预算年度|(?:编制|填报|公开)日期|$)',
            1
        ) as printed_name
    from label_lines
    inner join labels on contains(label_lines.line_compact, labels.label || ':')
    qualify
        row_number() over (
            partition by label_lines.document_id, label_lines.block_no, label_lines.line_key
            order by
                strpos(label_lines.line_compact, labels.label || ':') + length(labels.label),
                length(labels.label) desc
        ) = 1
),

-- 434秦皇岛市海港区人民政府办公室 above a table: a department code and a name.
coded as (
    select
        document_id,
        block_no,
        page_no,
        table_id,
        'header' as place,
        cast(null as varchar) as scope_hint,
        regexp_extract(
            line_compact, '^(\d{3,12})([\p{Han}()、·]+?)(?:预算年度|(?:金额)?单位:|$)', ['code', 'name']
        ) as code_and_name
    from lines
    where
        place = 'caption'
        and regexp_matches(line_compact, '^\d{3,12}\p{Han}')
        and not regexp_matches(line_compact, '^\d{3,12}(年|月|日|万元|元|号)|(表|说明|情况)$')
),

-- 部门名称 in a cell of the performance table, the name in the next printed cell.
field_labels as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no
    from cells
    inner join labels on cells.text_compact = labels.label and labels.is_field
),

fields as (
    select
        tables.document_id,
        tables.block_no,
        cells.page_no,
        tables.table_id,
        'field' as place,
        cells.text_compact as printed_name
    from field_labels
    inner join cells
        on
            field_labels.table_id = cells.table_id
            and field_labels.row_no = cells.row_no
            and field_labels.column_no < cells.column_no
    inner join tables on field_labels.table_id = tables.table_id
    where not cells.is_nothing
    qualify
        row_number() over (
            partition by field_labels.table_id, field_labels.row_no, field_labels.column_no
            order by cells.column_no
        ) = 1
),

-- X2026年度部门预算, 2026年X部门预算公开: the cover and lines that stand alone.
title_lines as (
    select
        document_id,
        block_no,
        page_no,
        line_compact as title
    from lines
    where
        place = 'paragraph'
        and length(line_compact) between 8 and 60
        and not regexp_matches(line_compact, '[。;,]|预算年度|单位:')
    union all
    select
        document_id,
        0 as block_no,
        1 as page_no,
        cover_text as title
    from texts
    where cover_text <> ''
),

-- The file's own name speaks last: names lie, and what is printed always wins.
file_titles as (
    select
        document_id,
        {{ fold_width(remove_space("regexp_replace(regexp_extract(file_path, '[^/]+$'), '\.\w+$', '')")) }}
            as title
    from {{ ref('stg_document_path') }}
),

named_lines as (
    select
        document_id,
        block_no,
        page_no,
        if(block_no = 0, 'cover', 'title') as place,
        title
    from title_lines
    union all
    select distinct
        document_id,
        0 as block_no,
        null as page_no,
        'file_name' as place,
        -- The part that names the budget: lists put numbers and organs above it before it.
        regexp_extract(title, '[^_]*(?:预算|决算)[^_]*$') as title
    from file_titles
),

titles as (
    select
        document_id,
        block_no,
        page_no,
        place,
        title,
        regexp_extract(
            {{ clean_entity('title') }},
            '^(?:20\d{2}年(?:度)?)?([^:《》“”]{2,50}?)(?:关于)?'
            || '(?:{{ year_of }})?(?:[省市区县]级)?(部门|单位)?(?:综合)?'
            || '(?:预算|决算|[“"]?三公)',
            1
        ) as printed_name
    from named_lines
),

phrase_names as (
    select
        texts.document_id,
        phrases.place,
        unnest(regexp_extract_all(texts.body_text, phrases.pattern, 1)) as printed_name
    from texts
    cross join phrases
),

mentions as (
    select
        document_id,
        block_no,
        page_no,
        table_id,
        place,
        scope_hint,
        cast(null as varchar) as department_code,
        printed_name
    from labelled
    where role = 'entity'
    union all by name
    select
        * exclude (code_and_name),
        code_and_name.code as department_code,
        code_and_name.name as printed_name
    from coded
    union all by name
    select * from fields
    union all by name
    select
        document_id,
        block_no,
        page_no,
        place,
        printed_name
    from titles
    union all by name
    select * from phrase_names
)

select
    document_id,
    block_no,
    page_no,
    table_id,
    place,
    scope_hint,
    nullif(department_code, '') as department_code,
    printed_name,
    {{ clean_entity("regexp_replace(printed_name, '^\\d{3,12}(\\p{Han})', '\\1')") }} as entity_name,
    {{ scope_of_name('printed_name') }} as name_scope,
    {{ is_placeholder('printed_name') }} as is_placeholder
from mentions
where
    length(printed_name) between 2 and 60
    and regexp_matches(printed_name, '\p{Han}')
    and not regexp_full_match(printed_name, '{{ unit_of_money }}')
