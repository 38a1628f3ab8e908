{{ keep_by('disclosure_key') }}

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
from {{ ref('int_identity_stated_year') }}
union all
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
from {{ ref('int_identity_catalogue_code') }}
union all
select
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    list_filter([claim_key, part_key, whole_key], lambda stated_key: stated_key is not null) as claim_keys,
    expected_text,
    actual_text,
    status,
    reason
from {{ ref('int_identity_narrative_ratio') }}
union all
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
from {{ ref('int_identity_target') }}
union all
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
from {{ ref('int_identity_manifest') }}
