with

disclosures as (
    select * from {{ ref('kept_disclosure') }}
),

versions as (
    select * from {{ ref('int_department_version') }}
)

select
    disclosures.*,
    coalesce(versions.department_key, 'not_disclosed') as department_key,
    versions.department_lineage_key
from disclosures
left join versions
    on
        disclosures.region_code = coalesce(versions.region_code, 'not_disclosed')
        and disclosures.department_name = versions.department_name
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
