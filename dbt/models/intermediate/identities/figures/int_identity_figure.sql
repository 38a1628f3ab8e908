select
    disclosure_key,
    form_code,
    amount_basis,
    'total' as figure_code,
    type_code,
    source_code,
    measure_code,
    amount_key,
    line_label
from {{ ref('int_identity_form_total') }}
union all
select
    disclosure_key,
    form_code,
    amount_basis,
    branch_code as figure_code,
    type_code,
    source_code,
    measure_code,
    amount_key,
    line_label
from {{ ref('int_identity_code_amount') }}
union all
select
    disclosure_key,
    form_code,
    amount_basis,
    item_code as figure_code,
    type_code,
    source_code,
    measure_code,
    amount_key,
    line_label
from {{ ref('int_identity_amount') }}
where layout = 'items' and unit_key = ''
union all
select
    disclosure_key,
    form_code,
    amount_basis,
    side || ' ' || line_kind as figure_code,
    'total' as type_code,
    source_code,
    measure_code,
    amount_key,
    line_label
from {{ ref('int_identity_summary_total') }}
