-- What departments list as their units in their forms; some of it is the department itself, or another one.
with

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where
        is_current
        and fiscal_year > 0
        and department_key <> 'not_disclosed'
        and reporting_scope = 'department'
),

departments as (
    select * from {{ ref('dim_department') }}
),

listed as (
    select distinct
        departments.region_code,
        regexp_replace(
            regexp_replace(amounts.budget_unit_label, '^[\[【]?[0-9]+[\]】]?[-—_]*', ''),
            '[（(]?(本级|机关)[)）]?$',
            ''
        ) as body_name,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.department_key as listed_by_key
    from {{ ref('fct_published_amount') }} as amounts
    inner join disclosures on amounts.disclosure_key = disclosures.disclosure_key
    inner join departments on disclosures.department_key = departments.department_key
    where amounts.budget_unit_label is not null
)

select
    region_code,
    body_name,
    fiscal_year,
    budget_stage,
    listed_by_key
from listed
where length(body_name) >= 4 and not regexp_matches(body_name, '合计|总计|小计')
