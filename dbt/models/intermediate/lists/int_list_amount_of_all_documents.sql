{{ keep_by('document_key') }}

select * from {{ ref('int_list_amount') }}
