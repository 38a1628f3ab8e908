{#
    A summary may print expenditure below revenue in the same columns (int_stacked_summary): there the rows from
    the first of expenditure on are a second block of these columns.
#}

{# The block of a row's cell, given its column's role and, where there is one, the table's stacked summary. #}
{% macro block_of_row() -%}
    if(cells.row_no >= stacked.expenditure_row_no, 2, roles.block_no)
{%- endmacro %}

{# The columns of each block. #}
{% macro columns_of_blocks() -%}
    select * from {{ ref('int_column_role') }}
    union all
    select roles.* replace (2 as block_no)
    from {{ ref('int_column_role') }} as roles
    inner join {{ ref('int_stacked_summary') }} as stacked on roles.table_id = stacked.table_id
    where roles.block_no = 1
{%- endmacro %}
