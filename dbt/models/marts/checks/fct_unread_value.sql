{{ keep_by('document_key', on_schema_change='fail') }}

select
    table_id,
    row_no,
    column_no,
    document_id as document_key,
    form_code,
    field,
    text,
    reason
from {{ ref('int_unread_value') }}
