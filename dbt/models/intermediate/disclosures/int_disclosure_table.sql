{%- set plain_title = "if(amount_count > 0 and not contains(title, '明细'), 500000000, 0)" -%}
{%- set sure = "if(is_again, 0, 1000000000)" -%}
{%- set fullness = sure ~ " + " ~ plain_title ~ " + amount_count * 10000 - table_no" -%}

with

table_sections as (
    select * from {{ ref('int_table_section') }}
),

keys as (
    select * from {{ ref('int_disclosure_key') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

tables as (
    select
        table_sections.table_id,
        table_sections.document_id,
        coalesce(table_sections.is_unsure, false) as is_unsure,
        keys.disclosure_key,
        recognised.form_code,
        recognised.table_no,
        recognised.title,
        recognised.layout,
        recognised.header,
        recognised.amount_count
    from table_sections
    inner join keys
        on
            table_sections.document_id = keys.document_id
            and table_sections.section_no = keys.section_no
    left join recognised on table_sections.table_id = recognised.table_id
),

-- A piece that follows under the title of another goes on where that one ends, and may print the total again;
-- one that prints another total below the same header is another whole, whosever it may be.
total_rows as (
    select distinct
        tables.table_id,
        cells.row_no,
        cells.text_compact as total_words
    from tables
    inner join {{ ref('stg_cell') }} as cells on tables.table_id = cells.table_id and not cells.is_header
    inner join {{ ref('total_label') }} as total_labels
        on
            total_labels.line_kind in ('grand_total', 'total')
            and total_labels.scope = if(tables.layout = 'summary', 'summary', 'rows')
            and regexp_matches(cells.text_compact, total_labels.must_match)
            and not regexp_matches(cells.text_compact, coalesce(total_labels.must_not_match, '^$'))
    where
        (tables.disclosure_key, tables.form_code, tables.title) in (
            select (same.disclosure_key, same.form_code, same.title) from tables as same
            where same.layout in ('summary', 'rows')
            group by same.disclosure_key, same.form_code, same.title
            having count(*) > 1
        )
),

totals as (
    select
        total_rows.table_id,
        min(total_rows.total_words) as total_words,
        string_agg(cells.text_compact, '|' order by cells.row_no, cells.column_no) as total_text
    from total_rows
    inner join {{ ref('stg_cell') }} as cells
        on total_rows.table_id = cells.table_id and total_rows.row_no = cells.row_no
    group by total_rows.table_id
),

wholes as (
    select tables.table_id
    from tables
    inner join totals on tables.table_id = totals.table_id
    where not tables.is_unsure
    window
        same_form as (
            partition by
                tables.disclosure_key, tables.form_code, tables.title, tables.header, totals.total_words
            order by tables.table_no
        )
    qualify
        row_number() over same_form > 1
        and totals.total_text <> first_value(totals.total_text) over same_form
),

-- The same figures under the same words and the same title once more: a form printed twice, in the body of a
-- file and behind it. Of few figures two units may print the same; such a form is doubted.
contents as (
    select
        tables.table_id,
        string_agg(cells.text_compact, '|' order by cells.row_no, cells.column_no) as content
    from tables
    inner join {{ ref('stg_cell') }} as cells on tables.table_id = cells.table_id and not cells.is_header
    where
        cells.text_compact <> ''
        and (tables.disclosure_key, tables.form_code, tables.title) in (
            select (same.disclosure_key, same.form_code, same.title) from tables as same
            where same.layout in ('summary', 'rows', 'items')
            group by same.disclosure_key, same.form_code, same.title
            having count(*) > 1
        )
    group by tables.table_id
    having count(distinct if(cells.amount_printed <> 0, cells.amount_printed, null)) > 2
),

copies as (
    select tables.table_id
    from tables
    inner join contents on tables.table_id = contents.table_id
    where not tables.is_unsure
    qualify
        row_number() over (
            partition by
                tables.disclosure_key, tables.form_code, tables.title, tables.header, contents.content
            order by tables.table_no
        ) > 1
),

judged as (
    select
        tables.*,
        tables.is_unsure or wholes.table_id is not null as is_again
    from tables
    left join wholes on tables.table_id = wholes.table_id
    left join copies on tables.table_id = copies.table_id
    where copies.table_id is null
),

-- A form occurs once in a disclosure: of several tables that could be it, the fullest is; one that breaks
-- the form's amounts down once more (支出决算明细表 beside 支出决算表) is not. A piece that follows under
-- the same title is part of it, and where it is unsure whose a form is, it is part of none.
fullest as (
    select
        disclosure_key,
        form_code,
        arg_max(table_no, {{ fullness }}) as table_no,
        arg_max(title, {{ fullness }}) as title
    from judged
    where layout in ('summary', 'rows', 'items')
    group by disclosure_key, form_code
)

select
    judged.table_id,
    judged.document_id,
    judged.disclosure_key
from judged
left join fullest
    on judged.disclosure_key = fullest.disclosure_key and judged.form_code = fullest.form_code
where
    fullest.table_no is null
    or judged.layout not in ('summary', 'rows', 'items')
    or judged.table_no = fullest.table_no
    or (judged.title = fullest.title and not judged.is_again)
