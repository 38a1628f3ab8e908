select
    table_id,
    document_id,
    table_no,
    page_first,
    page_last,
    form_code,
    budget_stage,
    title,
    layout,
    printed_unit,
    unit_evidence,
    evidence,
    header,
    amount_count
from {{ ref('int_table_recognition') }}
where is_recognised
