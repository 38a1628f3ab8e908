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
where
    document_id in (
        select document_id from {{ ref('stg_document_state') }}
        where is_to_build and not is_set_aside
    )
