{#
  The periods of one code follow each other without overlap or gap: every year has exactly one, from the
  first year of the code on.
#}
{% test periods_join_up(model, partition_by, from_column, to_column) %}
with

periods as (
    select
        {{ partition_by }},
        coalesce({{ from_column }}, {{ first_year() }}) as from_year,
        coalesce({{ to_column }}, {{ last_year() }}) as to_year
    from {{ model }}
),

neighbours as (
    select
        *,
        lag(to_year) over (partition by {{ partition_by }} order by from_year) as previous_to_year,
        lead(from_year) over (partition by {{ partition_by }} order by from_year) as next_from_year
    from periods
)

select *
from neighbours
where
    from_year > to_year
    or previous_to_year + 1 <> from_year
    or (next_from_year is null and to_year <> {{ last_year() }})
{% endtest %}
