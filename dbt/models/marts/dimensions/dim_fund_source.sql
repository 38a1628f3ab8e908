select
    fund_source_code as fund_source_key,
    fund_source_code,
    parent_code,
    name_zh,
    name_en
from {{ ref('fund_source') }}
