-- 哪些部门改过名？
-- Which departments were renamed?
select
    lineage.department_code,
    lineage.region_name,
    former.department_name as former_name,
    former.valid_from_year as former_from_year,
    former.valid_to_year as former_to_year,
    lineage.department_name as later_name
from marts.dim_department as former
inner join marts.dim_department as lineage
    on
        former.department_lineage_key = lineage.department_lineage_key
        and former.valid_to_year + 1 = lineage.valid_from_year
where former.department_name <> lineage.department_name
order by lineage.region_name, lineage.department_code
