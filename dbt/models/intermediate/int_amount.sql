-- Every amount printed in a recognised form, whatever the form's layout.
select *
from {{ ref('int_published_amount') }}
union all by name
select
    amount_key,
    disclosure_key,
    document_key,
    form_code,
    budget_stage,
    table_id,
    row_no,
    column_no,
    amount_basis,
    line_label,
    line_role,
    row_kind as line_kind,
    row_kind = 'memo' as is_memo,
    row_no as line_order,
    measure_code,
    amount_yuan,
    printed_text,
    printed_unit,
    decimals,
    half_unit_yuan,
    page_no,
    x0,
    top,
    x1,
    bottom,
    is_leaf
from {{ ref('int_list_amount') }}
