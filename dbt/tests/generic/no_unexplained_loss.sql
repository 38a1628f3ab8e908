{# Leaves that do not sum to the printed total although the printed form itself adds up. #}
{% test no_unexplained_loss(model) %}
select *
from {{ model }}
where status = 'violated' and explained_by is null
{% endtest %}
