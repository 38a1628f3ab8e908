select
    table_id,
    document_id,
    table_no,
    block_no,
    caption,
    {{ fold_width('caption') }} as caption_folded,
    page_first,
    page_last,
    row_count,
    column_count,
    strategy
from {{ source('raw', 'document_table') }}
