with

disclosures as (
    select * from {{ ref('int_disclosure') }}
)

select
    disclosure_key,
    cast(null as double) as proven_share,
    false as is_suspect
from disclosures
