{% set terms_written_out = 6 %}
{% set terms_of_a_long_sum = 3 %}
with

terms as (
    select * from {{ ref('int_finding_term') }}
    where coefficient <> 0
),

findings as (
    select * from {{ ref('int_finding_check') }}
    where actual_text is null
),

-- Figures of one unit are said as printed, others in yuan.
units as (
    select
        check_key,
        if(count(distinct printed_unit) = 1, min(printed_unit), '元') as equation_unit,
        if(count(distinct printed_unit) = 1, max(decimals), greatest(2, max(decimals))) as sum_decimals,
        count(distinct printed_unit) = 1 as is_one_unit
    from terms
    group by check_key
),

numbered as (
    select
        terms.*,
        {{
            printed_number(
                'terms.amount_yuan', 'units.equation_unit', 'if(units.is_one_unit, terms.decimals, 2)'
            )
        }} as number_text
    from terms
    inner join units on terms.check_key = units.check_key
),

sides as (
    select
        check_key,
        term_side,
        count(*) as side_term_count,
        bool_and(coefficient = 1) and count(*) = 1 as is_single_figure,
        string_agg(
            {{ printed_term('coefficient', 'number_text', 'term_no = 1') }}, '' order by term_no
        ) as whole_text,
        string_agg(
            {{ printed_term('coefficient', 'number_text', 'term_no = 1') }}, '' order by term_no
        ) filter (where term_no <= {{ terms_of_a_long_sum }}) as opening_text,
        max_by({{ printed_term('coefficient', 'number_text', 'term_no = 1') }}, term_no) as last_text
    from numbered
    group by check_key, term_side
),

shortened as (
    select
        *,
        if(
            side_term_count <= {{ terms_written_out }},
            whole_text,
            opening_text || ' + …' || last_text || ' (n = ' || side_term_count || ')'
        ) as side_text
    from sides
),

summed as (
    select
        findings.check_key,
        findings.relation,
        units.equation_unit,
        {{ printed_number('findings.expected_yuan', 'units.equation_unit', 'units.sum_decimals') }}
            as expected_number,
        {{ printed_number('findings.actual_yuan', 'units.equation_unit', 'units.sum_decimals') }}
            as actual_number,
        {{ printed_number('abs(findings.difference_yuan)', 'units.equation_unit', 'units.sum_decimals') }}
            as difference_number,
        if(expected.is_single_figure, null, expected.side_text) as expected_sum,
        if(actual.is_single_figure, null, actual.side_text) as actual_sum
    from findings
    inner join units on findings.check_key = units.check_key
    left join shortened as expected
        on findings.check_key = expected.check_key and expected.term_side = 'expected'
    left join shortened as actual
        on findings.check_key = actual.check_key and actual.term_side = 'actual'
)

-- The figures that should make up another come first; what is more or less than allowed comes before
-- its bound.
select
    *,
    case
        when relation = '='
            then
                coalesce(expected_sum || ' = ', '') || expected_number || ' ≠ ' || actual_number
                || coalesce(' = ' || actual_sum, '')
        else
            coalesce(actual_sum || ' = ', '') || actual_number || if(relation = '<=', ' > ', ' < ')
            || expected_number || coalesce(' = ' || expected_sum, '')
    end as equation_text
from summed
