-- 各地区公开了多少支出？
-- How much expenditure does each region disclose?
select
    coalesce(province_name, '未公开') as province,
    coalesce(city_name, '未公开') as city,
    region_name,
    fiscal_year,
    count(distinct department_key) as departments,
    sum(amount_wan_yuan) as expenditure_wan_yuan
from marts.v_expenditure
where budget_stage = 'budget'
group by all
order by province, city, region_name, fiscal_year
