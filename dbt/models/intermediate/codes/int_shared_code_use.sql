with

amounts as (
    select
        disclosure_key,
        functional_code,
        economic_code,
        government_economic_code
    from {{ ref('int_corrected_amount_of_all_documents') }}
),

disclosures as (
    select * from {{ ref('int_disclosure_of_all_documents') }}
),

used as (
    select
        'functional' as classification,
        functional_code as code,
        disclosure_key
    from amounts
    where functional_code is not null
    union
    select
        'department' as classification,
        economic_code as code,
        disclosure_key
    from amounts
    where economic_code is not null
    union
    select
        'government' as classification,
        government_economic_code as code,
        disclosure_key
    from amounts
    where government_economic_code is not null
)

select
    used.classification,
    used.code,
    min(coalesce(disclosures.fiscal_year, {{ first_year() }})) as first_used_year
from used
left join disclosures on used.disclosure_key = disclosures.disclosure_key
group by used.classification, used.code
