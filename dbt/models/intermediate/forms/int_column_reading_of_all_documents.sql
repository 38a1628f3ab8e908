{{ keep_by('table_id') }}

select * from {{ ref('int_column_reading') }}
