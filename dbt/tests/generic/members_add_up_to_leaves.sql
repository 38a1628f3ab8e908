{# Along every axis the members of a subject are the sum of its leaves: nothing lost, nothing twice. #}
{% test members_add_up_to_leaves(model) %}
with

leaf_sums as (
    select
        disclosure_key,
        amount_basis,
        subject,
        sum(amount_yuan) as leaf_sum_yuan
    from {{ ref('int_subject_leaf') }}
    group by disclosure_key, amount_basis, subject
),

axis_sums as (
    select
        disclosure_key,
        amount_basis,
        subject,
        axis,
        sum(amount_yuan) as axis_sum_yuan
    from {{ model }}
    where axis <> 'total' and expenditure_type_code = 'total'
    group by disclosure_key, amount_basis, subject, axis
)

select *
from axis_sums
left join leaf_sums using (disclosure_key, amount_basis, subject)
where axis_sum_yuan is distinct from leaf_sum_yuan
{% endtest %}
