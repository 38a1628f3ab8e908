{{ keep_by('disclosure_key') }}

select * from {{ ref('int_list_row') }}
