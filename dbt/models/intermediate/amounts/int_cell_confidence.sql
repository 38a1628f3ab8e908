{{ config(materialized='view') }}

select
    table_id,
    row_no,
    column_no,
    ocr_confidence
from {{ ref('stg_cell_confidence') }}
