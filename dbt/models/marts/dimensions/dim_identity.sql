select
    identity_code,
    cast(sort_order as integer) as sort_order,
    name_zh,
    name_en,
    scope,
    is_arithmetic,
    evidence,
    says,
    severity,
    says_zh
from {{ ref('identity') }}
