-- 财政拨款支出由哪本预算负担？
-- Which budget pays for the appropriated expenditure?
select
    fiscal_year,
    fund_source_zh,
    fund_source_en,
    sum(amount_wan_yuan) as wan_yuan,
    count(distinct department_key) as departments
from marts.v_appropriation_expenditure
where budget_stage = 'budget'
group by fiscal_year, fund_source_zh, fund_source_en
having wan_yuan > 0
order by fiscal_year, wan_yuan desc
