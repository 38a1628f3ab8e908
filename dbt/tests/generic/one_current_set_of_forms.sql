{# Of one department, year, stage and scope, at most one disclosure with forms is current: else money counts twice. #}
{% test one_current_set_of_forms(model) %}
select
    currency.subject,
    count(*) as current_count
from {{ model }} as currency
inner join {{ ref('int_disclosure') }} as disclosures
    on currency.disclosure_key = disclosures.disclosure_key
where currency.is_current and disclosures.content <> 'prose'
group by currency.subject
having count(*) > 1
{% endtest %}
