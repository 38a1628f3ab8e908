select
    document_id,
    page_no,
    number_count,
    lost_number_count,
    second_cell_count,
    second_difference_count
from {{ source('raw', 'page') }}
