-- 基本支出最多的经济科目是哪些？
-- On what do departments spend their basic budget?
select
    economic_code,
    economic_name,
    cost_category_zh,
    sum(amount_wan_yuan) as wan_yuan,
    count(distinct department_key) as departments
from marts.v_basic_expenditure
where budget_stage = 'budget'
group by economic_code, economic_name, cost_category_zh
order by wan_yuan desc, economic_code
limit 10
