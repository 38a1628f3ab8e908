{# Leaves that do not sum to the printed total although the printed form itself adds up. #}
{% test no_unexplained_loss(model) %}
select *
from {{ model }}
where withheld_reason is not null
{% endtest %}
