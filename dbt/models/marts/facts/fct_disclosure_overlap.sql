select
    disclosure_key,
    covering_disclosure_key,
    reason
from {{ ref('int_disclosure_overlap') }}
