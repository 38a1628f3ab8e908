select
    document_id,
    file_path,
    modified_at,
    source_url
from {{ source('raw', 'document_path') }}
where
    document_id in (
        select document_id from {{ ref('stg_document_state') }}
        where is_to_build
    )
