{{ keep_by('document_id') }}

select * from {{ ref('int_document_disclosure') }}
