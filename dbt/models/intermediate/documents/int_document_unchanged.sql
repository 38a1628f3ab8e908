{{ config(materialized='view') }}

select document_id
from {{ ref('stg_document_state') }}
where not is_to_build
