select
    measure,
    region_code,
    fiscal_year,
    value
from {{ ref('stg_context') }}
