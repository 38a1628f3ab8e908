{%- set cells = source('raw', 'table_cell') -%}
{#- A build file that an earlier version made lacks the column until its documents are read again. -#}
{%- set found = load_relation(cells) if execute else none -%}
{%- set columns = adapter.get_columns_in_relation(found) | map(attribute='name') | list if found else [] -%}

select
    table_id,
    row_no,
    column_no,
    {% if 'ocr_confidence' in columns or not execute %}
        ocr_confidence
    from {{ cells }}
    where ocr_confidence is not null
    {% else %}
        cast(null as double) as ocr_confidence
    from {{ cells }}
    where false
    {% endif %}
