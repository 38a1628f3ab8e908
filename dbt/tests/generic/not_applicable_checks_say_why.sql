{# A check that cannot be judged says which term is not disclosed. #}
{% test not_applicable_checks_say_why(model) %}
select *
from {{ model }}
where status = 'not_applicable' and coalesce(reason, '') = ''
{% endtest %}
