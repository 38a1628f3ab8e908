-- What one document's figures say of each other, and what those of several documents or prose say.
with

terms as (
    select * from {{ ref('int_identity_document_term') }}
    union all
    select * exclude (amount_disclosure_key)
    from {{ ref('int_identity_cross_term') }}
)

select *
from terms
where
    disclosure_key in (
        select disclosure_key from {{ ref('int_disclosure_to_judge') }}
    )
