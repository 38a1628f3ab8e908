{{ keep_by('disclosure_key') }}

select * from {{ ref('int_identity_document_term') }}
