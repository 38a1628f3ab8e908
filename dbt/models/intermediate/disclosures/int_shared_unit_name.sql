select distinct
    region_code,
    fiscal_year,
    budget_stage,
    {{ compact('department_name') }} as unit_name,
    department_code as unit_code
from {{ ref('int_department_disclosure') }}
where reporting_scope = 'unit' and department_key <> 'not_disclosed' and fiscal_year > 0
