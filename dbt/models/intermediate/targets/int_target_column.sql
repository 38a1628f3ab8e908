-- Which column of a header over indicators or projects holds what.
with

cells as (
    select * from {{ ref('int_target_cell') }}
    where label is not null
),

headers as (
    select * from {{ ref('int_target_row') }}
    where row_kind in ('indicator_header', 'list_header')
)

select
    headers.table_id,
    headers.row_no as header_row_no,
    cells.label,
    cells.column_no,
    cells.column_span,
    cells.text_compact as header_text
from headers
inner join cells
    on
        headers.table_id = cells.table_id
        and headers.row_no between cells.row_no and cells.row_no + cells.row_span - 1
qualify
    row_number() over (
        partition by headers.table_id, headers.row_no, cells.label
        order by cells.label_priority, cells.column_no
    ) = 1
