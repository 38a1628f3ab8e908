-- 预算执行得怎么样？
-- How close did final accounts come to the budget?
select
    fiscal_year,
    department_name,
    subject_zh,
    planned_wan_yuan,
    final_wan_yuan,
    difference_wan_yuan,
    execution_ratio,
    plan_source
from marts.v_budget_vs_final
where axis = 'total'
order by fiscal_year, department_name, subject
