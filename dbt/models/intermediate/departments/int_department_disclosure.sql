with

disclosures as (
    select * from {{ ref('int_disclosure_of_all_documents') }}
),

versions as (
    select * from {{ ref('int_department_version') }}
),

names as (
    select * from {{ ref('int_department_lineage') }}
)

select
    disclosures.*,
    coalesce(versions.department_key, 'not_disclosed') as department_key,
    versions.department_lineage_key
from disclosures
left join names
    on
        disclosures.region_code = names.region_code
        and disclosures.department_name = names.department_name
-- The name that a year is known by need not be the one this document prints.
left join versions
    on
        names.region_code = coalesce(versions.region_code, 'not_disclosed')
        and names.first_name = versions.first_name
-- A disclosure without a year belongs to the latest version of its department.
qualify
    row_number() over (
        partition by disclosures.disclosure_key
        order by
            (
                disclosures.fiscal_year between versions.valid_from_year
                and coalesce(versions.valid_to_year, disclosures.fiscal_year)
            ) desc,
            versions.valid_from_year desc
    ) = 1
