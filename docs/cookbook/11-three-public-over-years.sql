-- “三公”经费逐年如何变化？
-- How did the three public expenses change over the years?
select
    department_name_today,
    item_name_zh,
    item_name_en,
    fiscal_year,
    sum(amount_wan_yuan) as wan_yuan,
    sum(amount_wan_yuan) - lag(sum(amount_wan_yuan)) over (
        partition by department_name_today, item_code order by fiscal_year
    ) as change_wan_yuan
from marts.v_three_public_expenses
where budget_stage = 'budget' and is_three_public
group by department_name_today, item_code, item_name_zh, item_name_en, fiscal_year
qualify count(*) over (partition by department_name_today, item_code) > 1
order by department_name_today, item_code, fiscal_year
