with

tables as (
    select * from {{ ref('stg_table') }}
),

paragraphs as (
    select * from {{ ref('stg_paragraph') }}
),

caption_text as (
    select
        document_id,
        table_id,
        block_no,
        page_first as page_no,
        string_split(caption_folded, chr(10)) as text_lines
    from tables
    where caption_folded <> ''
),

paragraph_text as (
    select
        document_id,
        block_no,
        page_no,
        string_split({{ fold_width('text') }}, chr(10)) as text_lines
    from paragraphs
),

lines as (
    select
        document_id,
        block_no,
        page_no,
        'caption' as place,
        table_id,
        unnest(text_lines) as line_text,
        unnest(range(1, len(text_lines) + 1)) as line_no
    from caption_text
    union all
    select
        document_id,
        block_no,
        page_no,
        'paragraph' as place,
        null as table_id,
        unnest(text_lines) as line_text,
        unnest(range(1, len(text_lines) + 1)) as line_no
    from paragraph_text
)

select
    document_id,
    block_no,
    page_no,
    place,
    table_id,
    line_no,
    trim(line_text) as line_text,
    {{ arabic_year(remove_space('line_text')) }} as line_compact
from lines
where {{ remove_space('line_text') }} <> ''
