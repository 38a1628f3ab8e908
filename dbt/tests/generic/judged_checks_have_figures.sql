{# A check that is judged compares printed figures; one that is not names no difference. #}
{% test judged_checks_have_figures(model) %}
select *
from {{ model }}
where
    (status != 'not_applicable' and expected_text is null and (term_count = 0 or difference_yuan is null))
    or (status = 'not_applicable' and difference_yuan is not null)
{% endtest %}
