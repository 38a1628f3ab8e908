with

documents as (
    select * from {{ ref('stg_document') }}
),

lines as (
    select * from {{ ref('int_document_line') }}
    where place = 'paragraph'
),

-- Sentences are broken at line ends, so that prose is read in one piece.
body as (
    select
        document_id,
        string_agg(line_compact, '' order by block_no, line_no) as body_text
    from lines
    -- Page numbers stand between two halves of a sentence.
    where not regexp_matches(line_compact, '^[-—–]*\d{1,3}[-—–]*$')
    group by document_id
),

opening as (
    select
        document_id,
        line_compact,
        row_number() over (partition by document_id order by block_no, line_no) as line_rank
    from lines
    where
        coalesce(page_no, 1) = 1
        -- The number of a form, and the name of a sheet, are no words of the cover: 表1, 公开01表, Sheet1.
        and not regexp_full_match(
            line_compact, '(附|公开|预算|决算)*表[\d一二三四五六七八九十]+(-\d+)?[.、:]?|\D{0,4}\d+(-\d+)?表|Sheet\d*|封(面|皮)'
        )
),

contents_begin as (
    select
        document_id,
        min(line_rank) as line_rank
    from opening
    where
        regexp_matches(line_compact, '^目录')
        or regexp_matches(line_compact, '(\.{4,}|…{2,})\d*$')
        -- the first part of a document without contents
        or (line_rank > 1 and starts_with(line_compact, '一、'))
    group by document_id
),

-- The cover: the first lines of the first page, up to the table of contents.
cover as (
    select
        opening.document_id,
        string_agg(opening.line_compact, '' order by opening.line_rank) as cover_text
    from opening
    left join contents_begin on opening.document_id = contents_begin.document_id
    where
        opening.line_rank <= 6
        and opening.line_rank < coalesce(contents_begin.line_rank, 1000)
        and length(opening.line_compact) <= 40
    group by opening.document_id
)

select
    documents.document_id,
    coalesce(cover.cover_text, '') as cover_text,
    coalesce(body.body_text, '') as body_text
from documents
left join cover on documents.document_id = cover.document_id
left join body on documents.document_id = body.document_id
