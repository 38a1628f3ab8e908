select
    document_id,
    paragraph_no,
    block_no,
    page_no,
    text,
    {{ compact('text') }} as text_compact
from {{ source('raw', 'paragraph') }}
where
    kind is distinct from 'watermark'
    and document_id in (
        select document_id from {{ ref('stg_document_state') }}
        where is_to_build and not is_set_aside
    )
