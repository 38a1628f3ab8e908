{# The figures listed for a check are the ones it was computed from, each counted once. #}
{% test terms_add_up_to_their_check(model) %}
with

sums as (
    select
        terms.check_key,
        count(*) as term_count,
        sum(
            terms.coefficient * figures.amount_yuan * if(terms.term_side = 'actual', 1, -1)
        ) as difference_yuan
    from {{ ref('fct_identity_term') }} as terms
    inner join {{ ref('int_identity_value') }} as figures
        on coalesce(terms.amount_key, terms.claim_key) = figures.figure_key
    group by terms.check_key
)

select
    checks.check_key,
    checks.difference_yuan,
    sums.difference_yuan as sum_of_terms_yuan
from {{ model }} as checks
left join sums on checks.check_key = sums.check_key
where
    checks.term_count > 0
    and checks.actual_text is null
    and (
        checks.difference_yuan is distinct from sums.difference_yuan
        or checks.term_count is distinct from sums.term_count
    )
{% endtest %}
