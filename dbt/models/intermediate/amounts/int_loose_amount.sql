{{ keep_by('table_id') }}

with

tables as (
    select * from {{ ref('stg_table') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

paragraphs as (
    select * from {{ ref('stg_paragraph') }}
),

recognised_tables as (
    select * from {{ ref('int_recognised_table') }}
    where layout != 'text'
),

-- Text on a form's page that is nothing but amounts: a cell was not caught.
stray_lines as (
    select distinct
        recognised_tables.table_id,
        'stray_amount' as evidence_code,
        'page ' || paragraphs.page_no || ': ' || paragraphs.text as evidence
    from recognised_tables
    inner join paragraphs
        on
            recognised_tables.document_id = paragraphs.document_id
            and paragraphs.page_no between recognised_tables.page_first and recognised_tables.page_last
    where regexp_full_match(paragraphs.text_compact, '([-+]?\d[\d,]*\.\d{2,6})+')
),

tables_with_amounts as (
    select table_id
    from cells
    where
        not is_header
        and amount_printed is not null
        and (decimals > 0 or regexp_matches(text_compact, '\d,\d{3}$'))
    group by table_id
),

described_tables as (
    select
        tables.table_id,
        tables.document_id,
        tables.table_no,
        tables.page_first,
        tables.column_count,
        coalesce(tables.caption, '') = '' and tables.strategy = 'aligned' as is_without_lines_and_caption,
        recognised_tables.table_id is not null as is_recognised,
        tables_with_amounts.table_id is not null as has_amounts,
        tables.page_last
    from tables
    left join recognised_tables on tables.table_id = recognised_tables.table_id
    left join tables_with_amounts on tables.table_id = tables_with_amounts.table_id
),

neighbours as (
    select
        *,
        lag(table_id) over in_document as previous_table_id,
        lag(page_last) over in_document as previous_page,
        lag(column_count) over in_document as previous_column_count
    from described_tables
    window in_document as (partition by document_id order by table_no)
),

-- A table of amounts without a form, as wide as the form that ends on the page before it: the rest of
-- that form. Without lines and a caption it may be narrower or wider: where a page prints nothing in a
-- column, such a table does not show it.
loose_tables as (
    select
        neighbours.previous_table_id as table_id,
        'loose_table' as evidence_code,
        'table ' || neighbours.table_id || ' on page ' || neighbours.page_first
        || ' belongs to no form' as evidence
    from neighbours
    inner join recognised_tables on neighbours.previous_table_id = recognised_tables.table_id
    where
        not neighbours.is_recognised
        and neighbours.has_amounts
        and (
            neighbours.column_count = neighbours.previous_column_count
            or (
                neighbours.is_without_lines_and_caption
                and neighbours.column_count <= neighbours.previous_column_count + 2
            )
        )
        and neighbours.page_first = neighbours.previous_page + 1
)

select * from stray_lines
union all
select * from loose_tables
