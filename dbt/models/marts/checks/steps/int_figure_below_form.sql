-- Rows of figures below a form that were read as text: the last row of a table alone on the next page.
with

findings as (
    select * from {{ ref('int_finding_check') }}
),

tables as (
    select
        recognised.disclosure_key,
        recognised.form_code,
        raw_tables.document_id,
        raw_tables.block_no,
        raw_tables.page_first,
        raw_tables.page_last,
        raw_tables.strategy
    from {{ ref('fct_recognised_table') }} as recognised
    inner join {{ source('raw', 'document_table') }} as raw_tables
        on recognised.table_id = raw_tables.table_id
    where recognised.disclosure_key in (select disclosure_key from findings)
),

lines_below as (
    select distinct
        tables.disclosure_key,
        tables.form_code,
        tables.strategy = 'aligned' as is_without_lines,
        paragraphs.page_no,
        paragraphs.block_no,
        {{ fold_width('paragraphs.text') }} as line_text
    from tables
    inner join {{ source('raw', 'paragraph') }} as paragraphs
        on
            tables.document_id = paragraphs.document_id
            and tables.block_no < paragraphs.block_no
            and paragraphs.page_no between tables.page_first and tables.page_last + 1
    where
        paragraphs.kind = 'text'
        and length(paragraphs.text) <= 80
        and not contains(paragraphs.text, '。')
),

figures as (
    select
        disclosure_key,
        form_code,
        -- Two amounts beside each other are a row; a table that no line closes may have been cut off there.
        is_without_lines
        and regexp_matches(
            line_text, '(\d\.\d{2}|\d,\d{3}|\d{5,})\s(.*\D)?(\d+\.\d{2}|\d+,\d{3}|\d{5,})'
        ) as is_row_cut_off,
        unnest(regexp_extract_all(line_text, '-?\d[\d,]*(?:\.\d+)?')) as text_compact
    from lines_below
)

select
    disclosure_key,
    form_code,
    text_compact,
    bool_or(is_row_cut_off) as is_row_cut_off
from figures
group by disclosure_key, form_code, text_compact
