select
    expenditure_type_code as expenditure_type_key,
    expenditure_type_code,
    parent_code,
    name_zh,
    name_en
from {{ ref('expenditure_type') }}
