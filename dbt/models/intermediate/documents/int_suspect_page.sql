{{ config(materialized='view') }}

-- Pages of which numbers were lost: another reader sees them, and they are in no cell and no paragraph. A
-- few may be marks that nobody sees (a font's own digits, a number under another).
select
    document_id,
    page_no,
    number_count,
    lost_number_count
from {{ ref('stg_page') }}
where lost_number_count > greatest(2, number_count / 50)
