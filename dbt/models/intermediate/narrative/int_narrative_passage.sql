with

paragraphs as (
    select
        document_id,
        paragraph_no,
        block_no,
        page_no,
        {{ narrative_text('text') }} as narrative_text
    from {{ ref('stg_paragraph') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

documents as (
    select * from {{ ref('int_document_disclosure') }}
    where status = 'loaded'
),

keys as (
    select distinct
        document_id,
        disclosure_key
    from {{ ref('int_disclosure_key') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

topics as (
    select * from {{ ref('narrative_topic') }}
),

funds as (
    select * from {{ ref('narrative_fund') }}
),

lines as (
    select
        paragraphs.*,
        lag(narrative_text) over in_document as previous_text,
        lag(block_no) over in_document as previous_block_no
    from paragraphs
    inner join documents on paragraphs.document_id = documents.document_id
    where not {{ is_page_number('narrative_text') }}
    window in_document as (partition by paragraphs.document_id order by paragraphs.paragraph_no)
),

lines_after_tables as (
    select distinct
        lines.document_id,
        lines.paragraph_no
    from lines
    inner join tables
        on
            lines.document_id = tables.document_id
            and lines.previous_block_no < tables.block_no
            and lines.block_no > tables.block_no
),

-- A sentence that a page end cuts in two goes on in the next paragraph.
beginnings as (
    select
        lines.*,
        coalesce(
            not regexp_matches(lines.narrative_text, '^([,。;、)]|\([类款项]\))')
            and (
                regexp_matches(lines.previous_text, '([。;!?:]|说明|情况)$')
                -- the title of the document, and not the same words at the head of each page
                or (
                    coalesce(lines.page_no, 1) = 1
                    and regexp_matches(
                        lines.previous_text, '^[^,。;:]*20\d\d年[^,。;:]*((部门|单位)(预算|决算)|公开)$'
                    )
                )
                or length(lines.previous_text) < 20
                -- a heading, which has no stop at its end and none inside
                or (
                    {{ begins_an_item('lines.previous_text') }}
                    and length(lines.previous_text) <= 45
                    and not regexp_matches(lines.previous_text, '[,。;:\d]{2}|[,。;:]')
                )
                or {{ begins_an_item('lines.narrative_text') }}
                or lines_after_tables.paragraph_no is not null
            ),
            true
        ) as is_beginning
    from lines
    left join lines_after_tables
        on
            lines.document_id = lines_after_tables.document_id
            and lines.paragraph_no = lines_after_tables.paragraph_no
),

numbered as (
    select
        *,
        count(*) filter (where is_beginning) over (
            partition by document_id
            order by paragraph_no
        ) as passage_no,
        sum(length(narrative_text)) over (
            partition by document_id
            order by paragraph_no
        ) as text_end
    from beginnings
),

passages as (
    select
        document_id,
        passage_no,
        min(paragraph_no) as paragraph_no,
        min(block_no) as block_no,
        list(paragraph_no order by paragraph_no) as paragraph_nos,
        list(text_end order by paragraph_no) as text_ends,
        min(text_end - length(narrative_text)) as text_start,
        string_agg(narrative_text, '' order by paragraph_no) as passage_text
    from numbered
    group by document_id, passage_no
),

described as (
    select
        *,
        length(passage_text) <= 45
        and not regexp_matches(passage_text, '[。;,]$')
        and not regexp_matches(passage_text, '{{ figure_pattern() }}') as is_heading
    from passages
),

headings as (
    select
        described.document_id,
        described.passage_no,
        described.passage_text,
        arg_min(topics.topic, topics.priority) as topic,
        arg_min(topics.is_read, topics.priority) as is_read
    from described
    left join topics on regexp_matches(described.passage_text, topics.must_match)
    where described.is_heading
    group by described.document_id, described.passage_no, described.passage_text
),

-- The one kind of money that a heading names.
heading_funds as (
    select
        headings.document_id,
        headings.passage_no,
        case
            when regexp_matches(headings.passage_text, '^第[一二三四五六七八九十]+') then 0
            when regexp_matches(headings.passage_text, '^[一二三四五六七八九十]+[、.]') then 1
            when regexp_matches(headings.passage_text, '^[(][一二三四五六七八九十]+[)]') then 2
            when regexp_matches(headings.passage_text, '^\d{1,2}[、.]') then 3
            else 4
        end as heading_level,
        arg_min(funds.fund_code, funds.priority) as fund_code,
        count(distinct funds.fund_code) filter (where funds.fund_code <> 'fiscal_appropriation')
        <= 1 as is_one_fund
    from headings
    left join funds on regexp_matches(headings.passage_text, funds.must_match)
    group by headings.document_id, headings.passage_no, headings.passage_text
),

-- A heading speaks for the headings of lower levels below it, until the next of its own level or above.
fund_spans as (
    select
        heading_funds.document_id,
        heading_funds.passage_no,
        heading_funds.fund_code,
        min(closing.passage_no) as closed_no
    from heading_funds
    left join heading_funds as closing
        on
            heading_funds.document_id = closing.document_id
            and heading_funds.passage_no < closing.passage_no
            and heading_funds.heading_level >= closing.heading_level
    where heading_funds.fund_code is not null and heading_funds.is_one_fund
    group by heading_funds.document_id, heading_funds.passage_no, heading_funds.fund_code
),

fund_contexts as (
    select
        described.document_id,
        described.passage_no,
        arg_max(fund_spans.fund_code, fund_spans.passage_no) as fund_code
    from described
    inner join fund_spans
        on
            described.document_id = fund_spans.document_id
            and described.passage_no >= fund_spans.passage_no
            and described.passage_no < coalesce(fund_spans.closed_no, 1000000000)
    group by described.document_id, described.passage_no
),

under_headings as (
    select
        described.*,
        last_value(headings.passage_text ignore nulls) over so_far as heading,
        last_value(headings.topic ignore nulls) over so_far as topic,
        last_value(headings.is_read ignore nulls) over so_far as is_read
    from described
    left join headings
        on
            described.document_id = headings.document_id
            and described.passage_no = headings.passage_no
    window so_far as (
        partition by described.document_id
        order by described.passage_no
        rows between unbounded preceding and current row
    )
),

---------- the disclosure

-- Prose beside several sets of forms belongs to the set it stands in, and else to none for certain.
extents as (
    select
        disclosure_tables.disclosure_key,
        disclosure_tables.document_id,
        min(tables.block_no) as first_block_no,
        max(tables.block_no) as last_block_no
    from disclosure_tables
    inner join tables on disclosure_tables.table_id = tables.table_id
    group by disclosure_tables.disclosure_key, disclosure_tables.document_id
),

only_disclosures as (
    select
        document_id,
        min(disclosure_key) as disclosure_key
    from keys
    group by document_id
    having count(*) = 1
),

surrounding_disclosures as (
    select
        under_headings.document_id,
        under_headings.passage_no,
        min(extents.disclosure_key) as disclosure_key
    from under_headings
    inner join extents
        on
            under_headings.document_id = extents.document_id
            and under_headings.block_no between extents.first_block_no and extents.last_block_no
    group by under_headings.document_id, under_headings.passage_no
    having count(*) = 1
)

select
    left(under_headings.document_id, 16) || '-p' || under_headings.paragraph_no as passage_key,
    under_headings.document_id,
    coalesce(only_disclosures.disclosure_key, surrounding_disclosures.disclosure_key) as disclosure_key,
    under_headings.passage_no,
    under_headings.paragraph_nos,
    list_transform(under_headings.text_ends, text_end -> text_end - under_headings.text_start) as text_ends,
    under_headings.passage_text,
    under_headings.heading,
    fund_contexts.fund_code as heading_fund_code,
    under_headings.topic,
    under_headings.is_heading,
    coalesce(under_headings.is_read, true) as is_read
from under_headings
left join only_disclosures on under_headings.document_id = only_disclosures.document_id
left join surrounding_disclosures
    on
        under_headings.document_id = surrounding_disclosures.document_id
        and under_headings.passage_no = surrounding_disclosures.passage_no
left join fund_contexts
    on
        under_headings.document_id = fund_contexts.document_id
        and under_headings.passage_no = fund_contexts.passage_no
