{#
    What all documents say together, wherever they are built. A model `int_shared_...` holds what the documents of
    this build file say, `elsewhere.<thing>` what those of all other shards say. In a warehouse that is not built by
    shards there is nothing elsewhere.
    Rows of both that have one key are to be merged by who reads them: columns that end in `_count` are summed, of
    columns that begin with `first_` the least counts, all others are the key (see `dagster_project/sharding`).
#}
{% macro everywhere(thing) -%}
select * from {{ ref('int_shared_' ~ thing) }}
union all by name
select * from {{ source('elsewhere', thing) }}
{%- endmacro %}
