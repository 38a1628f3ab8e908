{% set terms_written_out = 6 %}
{% set terms_of_a_long_sum = 3 %}
with

terms as (
    select * from {{ ref('int_identity_printed_term') }}
    where coefficient <> 0
),

checks as (
    select * from {{ ref('int_identity_check') }}
    where status in ('exact', 'rounding', 'violated', 'incomplete') and actual_text is null
),

-- Figures of one unit are said as printed, others in yuan.
units as (
    select
        check_key,
        coalesce({{ only_value('printed_unit') }}, '元') as equation_unit,
        if({{ only_value('printed_unit') }} is not null, max(decimals), greatest(2, max(decimals)))
            as sum_decimals,
        {{ only_value('printed_unit') }} is not null as is_one_unit
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

written as (
    select
        check_key,
        term_side,
        term_no,
        coefficient,
        {{ printed_term('coefficient', 'number_text', 'term_no = 1') }} as term_text
    from numbered
),

-- Not by string_agg in an order, which keeps the terms of all checks in memory.
sides as (
    select
        check_key,
        term_side,
        count(*) as side_term_count,
        bool_and(coefficient = 1) and count(*) = 1 as is_single_figure,
        concat(
            {%- for term_no in range(1, terms_written_out + 1) %}
                max(term_text) filter (where term_no = {{ term_no }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as whole_text,
        concat(
            {%- for term_no in range(1, terms_of_a_long_sum + 1) %}
                max(term_text) filter (where term_no = {{ term_no }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as opening_text,
        max_by(term_text, term_no) as last_text
    from written
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
        checks.check_key,
        checks.relation,
        checks.status,
        units.equation_unit,
        {{ printed_number('checks.expected_yuan', 'units.equation_unit', 'units.sum_decimals') }}
            as expected_number,
        {{ printed_number('checks.actual_yuan', 'units.equation_unit', 'units.sum_decimals') }}
            as actual_number,
        {{ printed_number('abs(checks.difference_yuan)', 'units.equation_unit', 'units.sum_decimals') }}
            as difference_number,
        if(expected.is_single_figure, null, expected.side_text) as expected_sum,
        if(actual.is_single_figure, null, actual.side_text) as actual_sum
    from checks
    inner join units on checks.check_key = units.check_key
    left join shortened as expected
        on checks.check_key = expected.check_key and expected.term_side = 'expected'
    left join shortened as actual
        on checks.check_key = actual.check_key and actual.term_side = 'actual'
)

-- The figures that should make up another come first; what is compared with a bound comes before it.
select
    *,
    case
        when relation = '='
            then
                coalesce(expected_sum || ' = ', '') || expected_number
                || case status when 'exact' then ' = ' when 'rounding' then ' ≈ ' else ' ≠ ' end
                || actual_number || coalesce(' = ' || actual_sum, '')
        else
            coalesce(actual_sum || ' = ', '') || actual_number
            || case
                when status = 'rounding' then ' ≈ '
                when (relation = '<=') = (status = 'violated') then if(status = 'violated', ' > ', ' ≥ ')
                else if(status = 'violated', ' < ', ' ≤ ')
            end
            || expected_number || coalesce(' = ' || expected_sum, '')
    end as equation_text
from summed
