-- 每年谁的公务接待费最高？
-- Who spends most on official reception each year?
select
    fiscal_year,
    department_name,
    region_name,
    sum(amount_wan_yuan) as reception_wan_yuan,
    rank() over (partition by fiscal_year order by sum(amount_wan_yuan) desc) as place
from marts.v_three_public_expenses
where budget_stage = 'budget' and item_code = 'official_reception'
group by fiscal_year, department_name, region_name
qualify place <= 3
order by fiscal_year, place, department_name
