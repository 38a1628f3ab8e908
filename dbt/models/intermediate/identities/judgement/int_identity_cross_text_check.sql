with

checks as (
    select * from {{ ref('int_identity_code_name') }}
    union all by name
    select
        *,
        [claim_key] as claim_keys
    from {{ ref('int_identity_narrative_code_name') }}
)

select
    {{ text_check_columns() }}
from checks
