-- 哪些类级科目同比变化最大？
-- Which functional classes changed most against the year before?
select
    fiscal_year,
    department_name,
    member_code,
    member_name_zh,
    last_year_wan_yuan,
    this_year_wan_yuan,
    change_wan_yuan,
    change_ratio
from marts.v_year_over_year
where
    subject = 'expenditure'
    and axis = 'functional_class'
    and expenditure_type_code = 'total'
    and change_wan_yuan <> 0
order by abs(change_wan_yuan) desc, fiscal_year, department_name, member_code
limit 10
