select
    region_code,
    fiscal_year,
    budget_stage,
    unit_name,
    unit_code,
    covering_disclosure_key,
    reason
from {{ ref('int_named_unit') }}
