select
    document_id,
    file_path,
    modified_at
from {{ source('raw', 'document_path') }}
