select
    revenue_source_code as revenue_source_key,
    revenue_source_code,
    parent_code,
    name_zh,
    name_en
from {{ ref('revenue_source') }}
