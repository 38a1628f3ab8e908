with

documents as (
    select * from {{ ref('int_document_disclosure_of_all_documents') }}
),

suspect_pages as (
    select
        document_id,
        string_agg(page_no, ', ' order by page_no) as suspect_pages
    from {{ ref('int_suspect_page') }}
    group by document_id
)

select
    documents.document_id as document_key,
    documents.file_path,
    documents.file_format,
    documents.page_count,
    documents.source_url,
    documents.status,
    documents.status_reason,
    documents.entity_level,
    documents.reading_note,
    suspect_pages.suspect_pages,
    documents.extracted_at as loaded_at
from documents
left join suspect_pages on documents.document_id = suspect_pages.document_id
