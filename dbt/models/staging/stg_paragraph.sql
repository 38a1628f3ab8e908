select
    document_id,
    paragraph_no,
    block_no,
    page_no,
    text,
    {{ compact('text') }} as text_compact
from {{ source('raw', 'paragraph') }}
