-- 决算与预算相差最大的是哪些科目？
-- Which lines of final accounts are furthest from their budget?
select
    fiscal_year,
    department_name,
    member_code,
    member_name_zh,
    planned_wan_yuan,
    final_wan_yuan,
    difference_wan_yuan,
    execution_ratio
from marts.v_budget_vs_final
where
    subject = 'expenditure'
    and axis = 'functional_item'
    and expenditure_type_code = 'total'
    and difference_wan_yuan is not null
order by abs(difference_wan_yuan) desc, member_code
limit 8
