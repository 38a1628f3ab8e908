{#
    What each admissible reading of a check comes to: both sides, the bound, the status, and which reading is
    taken. Needs the CTEs `candidate_terms` and `figures`.
#}
{% macro judged_readings() -%}
summed as (
    select
        candidate_terms.check_key,
        candidate_terms.identity_code,
        candidate_terms.disclosure_key,
        candidate_terms.other_disclosure_key,
        candidate_terms.form_code,
        candidate_terms.measure_code,
        candidate_terms.relation,
        candidate_terms.reading,
        candidate_terms.reading_rank,
        min(candidate_terms.line_label) as line_label,
        {% for side in ('actual', 'expected') -%}
            try_cast(
                coalesce(
                    sum(candidate_terms.coefficient * figures.amount_yuan) filter (
                        where candidate_terms.term_side = '{{ side }}'
                    ),
                    0
                ) as decimal(20, 2)
            ) as {{ side }}_yuan,
        {% endfor -%}
        try_cast(
            sum(abs(candidate_terms.coefficient) * figures.half_unit_yuan) as decimal(20, 8)
        ) as tolerance_yuan,
        -- One unit in the last place of what prose states: cut instead of rounded, or made to add up.
        2 * coalesce(
            max(figures.half_unit_yuan) filter (where candidate_terms.claim_key is not null), 0
        ) as last_place_yuan,
        count(*) as term_count,
        count(*) filter (where candidate_terms.term_side = 'actual') as actual_term_count,
        count(*) filter (where candidate_terms.term_side = 'expected') as expected_term_count
    from candidate_terms
    inner join figures
        on coalesce(candidate_terms.amount_key, candidate_terms.claim_key) = figures.figure_key
    group by
        candidate_terms.check_key,
        candidate_terms.identity_code,
        candidate_terms.disclosure_key,
        candidate_terms.other_disclosure_key,
        candidate_terms.form_code,
        candidate_terms.measure_code,
        candidate_terms.relation,
        candidate_terms.reading,
        candidate_terms.reading_rank
),

-- How far the relation is missed; an inequality that holds is missed by nothing.
missed as (
    select
        *,
        actual_yuan - expected_yuan as difference_yuan,
        case relation
            when '=' then abs(actual_yuan - expected_yuan)
            when '<=' then greatest(actual_yuan - expected_yuan, 0)
            when '>=' then greatest(expected_yuan - actual_yuan, 0)
        end as missed_yuan
    from summed
    -- Sums that no money reaches compare nothing.
    where
        abs(actual_yuan) <= 10 * {{ most_yuan() }}
        and abs(expected_yuan) <= 10 * {{ most_yuan() }}
        and tolerance_yuan is not null
),

judged as (
    select
        *,
        case
            when missed_yuan = 0 then 'exact'
            when missed_yuan <= tolerance_yuan + last_place_yuan then 'rounding'
            else 'violated'
        end as status,
        missed_yuan > tolerance_yuan and missed_yuan <= tolerance_yuan + last_place_yuan as is_last_place
    from missed
)

-- Of several admissible readings the first that holds is taken, and where none holds the nearest.
select
    *,
    count(*) over (partition by check_key) as reading_count,
    row_number() over (
        partition by check_key
        order by
            status = 'violated',
            is_last_place,
            if(status = 'violated', missed_yuan, 0),
            reading_rank,
            reading
    ) = 1 as is_taken
from judged
{%- endmacro %}
