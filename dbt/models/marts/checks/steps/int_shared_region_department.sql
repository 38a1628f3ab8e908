select distinct
    region_code,
    department_name
from {{ ref('dim_department') }}
where department_key <> 'not_disclosed'
