with

checks as (
    select * from {{ ref('kept_identity_document_text_check') }}
    union all
    select * from {{ ref('int_identity_cross_text_check') }}
)

select *
from checks
where
    disclosure_key in (
        select disclosure_key from {{ ref('int_disclosure_to_judge') }}
    )
