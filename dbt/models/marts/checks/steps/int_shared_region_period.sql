select distinct
    departments.region_code,
    disclosures.fiscal_year,
    disclosures.budget_stage
from {{ ref('dim_disclosure') }} as disclosures
inner join {{ ref('dim_department') }} as departments
    on disclosures.department_key = departments.department_key
where
    disclosures.is_current
    and disclosures.fiscal_year > 0
    and disclosures.department_key <> 'not_disclosed'
