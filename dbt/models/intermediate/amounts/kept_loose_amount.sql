{{ keep_by('table_id') }}

select * from {{ ref('int_loose_amount') }}
