select
    document_id,
    file_format,
    byte_size,
    page_count,
    status,
    status_reason,
    extractor_version,
    extracted_at
from {{ source('raw', 'document') }}
