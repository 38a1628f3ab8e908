with

printed_checks as (
    select * from {{ ref('int_identity_document_text_check') }}
    union all by name
    select * from {{ ref('int_identity_cross_text_check') }}
),

checks as (
    select *
    from printed_checks
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
    union all by name
    select * from {{ ref('int_identity_correction') }}
    union all by name
    select * from {{ ref('int_identity_unit_scale') }}
)

select
    {{ text_check_columns() }}
from checks
