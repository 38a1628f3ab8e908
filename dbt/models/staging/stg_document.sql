select
    document_id,
    file_format,
    byte_size,
    page_count,
    status,
    status_reason,
    reading_note,
    extractor_version,
    extracted_at
from {{ source('raw', 'document') }}
where
    document_id in (
        select document_id from {{ ref('stg_document_state') }}
        where is_to_build
    )
