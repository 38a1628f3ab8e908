-- 项目支出花在哪里？
-- Where does the project money go?
select
    functional_class_code,
    functional_class_name,
    sum(amount_wan_yuan) as project_wan_yuan,
    round(project_wan_yuan / sum(project_wan_yuan) over (), 4) as share,
    count(distinct department_key) as departments
from marts.v_expenditure
where budget_stage = 'budget' and expenditure_type_code = 'project'
group by functional_class_code, functional_class_name
having project_wan_yuan > 0
order by project_wan_yuan desc
