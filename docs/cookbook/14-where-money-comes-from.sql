-- 收入来自哪里？
-- Where does the revenue come from?
select
    fiscal_year,
    revenue_group_zh,
    revenue_source_zh,
    revenue_source_en,
    sum(amount_wan_yuan) as revenue_wan_yuan,
    round(revenue_wan_yuan / sum(revenue_wan_yuan) over (partition by fiscal_year), 4) as share
from marts.v_revenue
where budget_stage = 'budget'
group by fiscal_year, revenue_group_zh, revenue_source_zh, revenue_source_en
having revenue_wan_yuan > 0
order by fiscal_year, revenue_wan_yuan desc
