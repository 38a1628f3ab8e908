{# The law names nine forms for each stage. #}
{% test nine_statutory_forms(model) %}
select
    budget_stage,
    count(*) filter (where is_statutory) as statutory_forms
from {{ model }}
group by budget_stage
having count(*) filter (where is_statutory) <> 9
{% endtest %}
