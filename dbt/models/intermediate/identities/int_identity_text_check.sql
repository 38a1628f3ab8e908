select
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    expected_text,
    actual_text,
    status,
    reason
from {{ ref('int_identity_code_name') }}
union all
select
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    expected_text,
    actual_text,
    status,
    reason
from {{ ref('int_identity_stated_year') }}
union all
select
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    expected_text,
    actual_text,
    status,
    reason
from {{ ref('int_identity_catalogue_code') }}
