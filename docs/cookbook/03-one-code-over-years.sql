-- 2010302（一般行政管理事务）逐年如何变化？
-- How did 2010302 (general administration) change from year to year?
select
    fiscal_year,
    department_name,
    member_name_zh,
    last_year_wan_yuan,
    this_year_wan_yuan,
    change_wan_yuan,
    change_ratio
from marts.v_year_over_year
where
    subject = 'expenditure'
    and axis = 'functional_item'
    and member_code = '2010302'
    and expenditure_type_code = 'total'
    and budget_stage = 'budget'
order by department_name_today, fiscal_year
