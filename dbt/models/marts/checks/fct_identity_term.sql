{{ keep_judged() }}

select
    check_key,
    amount_key,
    claim_key,
    term_side,
    identity_code,
    disclosure_key,
    try_cast(coefficient as decimal(28, 8)) as coefficient
from {{ ref('int_identity_term') }}
