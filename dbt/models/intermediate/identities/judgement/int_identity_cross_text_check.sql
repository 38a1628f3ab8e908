select
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    null::varchar[] as claim_keys,
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
    [claim_key] as claim_keys,
    expected_text,
    actual_text,
    status,
    reason
from {{ ref('int_identity_narrative_code_name') }}
