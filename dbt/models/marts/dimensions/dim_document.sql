with

documents as (
    select * from {{ ref('kept_document_disclosure') }}
)

select
    document_id as document_key,
    file_path,
    file_format,
    page_count,
    source_url,
    status,
    status_reason,
    reading_note,
    extracted_at as loaded_at
from documents
