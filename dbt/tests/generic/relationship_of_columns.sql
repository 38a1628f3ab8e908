{# A foreign key of several columns: each combination, when complete, exists in the other model. #}
{% test relationship_of_columns(model, columns, to, to_columns=none) %}
{%- set to_columns = to_columns or columns %}
select distinct {{ columns | join(', ') }}
from {{ model }} as child
where
    {% for column in columns %}child.{{ column }} is not null and {% endfor -%}
    not exists (
        select 1
        from {{ to }} as parent
        where {% for column in columns %}parent.{{ to_columns[loop.index0] }} = child.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
    )
{% endtest %}
