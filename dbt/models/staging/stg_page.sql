select
    document_id,
    page_no,
    number_count,
    lost_number_count
from {{ source('raw', 'page') }}
