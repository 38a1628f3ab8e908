with

documents as (
    select * from {{ ref('int_document_disclosure_of_all_documents') }}
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
