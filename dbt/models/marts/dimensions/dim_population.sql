select
    region_code,
    fiscal_year,
    value as population
from {{ ref('int_context') }}
where measure = 'population'
