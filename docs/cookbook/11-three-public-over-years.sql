-- “三公”经费逐年如何变化？
-- How did the three public expenses change over the years?
select
    department_name_today,
    item_name_zh,
    item_name_en,
    sum(amount_wan_yuan) filter (where fiscal_year = 2023) as wan_yuan_2023,
    sum(amount_wan_yuan) filter (where fiscal_year = 2024) as wan_yuan_2024,
    sum(amount_wan_yuan) filter (where fiscal_year = 2025) as wan_yuan_2025
from marts.v_three_public_expenses
where budget_stage = 'budget' and is_three_public
group by department_name_today, item_code, item_name_zh, item_name_en
having count(distinct fiscal_year) > 1
order by department_name_today, item_code
