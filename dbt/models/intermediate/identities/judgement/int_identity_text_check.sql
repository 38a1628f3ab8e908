with

checks as (
    select * from {{ ref('int_identity_document_text_check') }}
    union all
    select * from {{ ref('int_identity_cross_text_check') }}
)

select *
from checks
where
    disclosure_key in (
        select disclosure_key from {{ ref('int_disclosure_to_judge') }}
    )
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
from {{ ref('int_identity_correction') }}
