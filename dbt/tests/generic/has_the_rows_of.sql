{# A view that only adds words to another relation neither loses nor repeats a row of it. #}
{% test has_the_rows_of(model, relation) %}
with

counts as (
    select
        (select count(*) from {{ model }}) as view_count,
        (select count(*) from {{ relation }}) as row_count
)

select *
from counts
where view_count <> row_count
{% endtest %}
