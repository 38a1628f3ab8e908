-- The cells below the headers: under which label each stands, and where its cell begins.
with

rows_below as (
    select
        data_rows.*,
        headers.row_kind as header_kind
    from {{ ref('int_target_row') }} as data_rows
    inner join {{ ref('int_target_row') }} as headers
        on data_rows.table_id = headers.table_id and data_rows.ruling_row_no = headers.row_no
    where
        data_rows.row_kind = 'data'
        and headers.row_kind in ('indicator_header', 'list_header')
),

columns as (
    select * from {{ ref('int_target_column') }}
),

cells as (
    select * from {{ ref('int_target_cell') }}
)

select
    rows_below.disclosure_key,
    rows_below.document_id,
    rows_below.table_no,
    rows_below.table_id,
    rows_below.row_no,
    rows_below.ruling_row_no as header_row_no,
    columns.label,
    columns.header_text,
    cells.row_no as anchor_row_no,
    cells.column_no as anchor_column_no,
    cells.row_span,
    cells.text_printed,
    cells.text_compact,
    cells.page_no
from rows_below
inner join columns
    on rows_below.table_id = columns.table_id and rows_below.ruling_row_no = columns.header_row_no
inner join cells
    on
        rows_below.table_id = cells.table_id
        and rows_below.row_no between cells.row_no and cells.row_no + cells.row_span - 1
        and columns.column_no between cells.column_no and cells.column_no + cells.column_span - 1
