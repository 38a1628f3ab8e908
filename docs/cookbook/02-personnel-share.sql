-- 人员经费占基本支出的比重是多少？
-- Which share of basic expenditure is personnel?
select
    fiscal_year,
    department_name,
    sum(amount_wan_yuan) as basic_wan_yuan,
    sum(amount_wan_yuan) filter (where cost_category_code = 'personnel') as personnel_wan_yuan,
    round(personnel_wan_yuan / nullif(basic_wan_yuan, 0), 4) as personnel_share
from marts.v_basic_expenditure
where budget_stage = 'budget'
group by fiscal_year, department_name
order by personnel_share desc, department_name, fiscal_year
