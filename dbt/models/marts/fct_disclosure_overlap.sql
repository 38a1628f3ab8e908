with

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

departments as (
    select * from {{ ref('dim_department') }}
),

amounts as (
    select * from {{ ref('int_published_amount') }}
),

described as (
    select
        disclosures.disclosure_key,
        disclosures.department_key,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.reporting_scope,
        departments.department_code,
        departments.department_name,
        departments.region_code
    from disclosures
    inner join departments on disclosures.department_key = departments.department_key
),

printed_units as (
    select distinct
        disclosure_key,
        budget_unit_code,
        regexp_replace(budget_unit_label, '^\d+[-—–－_:：]*', '') as budget_unit_name
    from amounts
    where budget_unit_code is not null or budget_unit_label is not null
),

pairs as (
    select
        units.disclosure_key,
        wholes.disclosure_key as covering_disclosure_key,
        units.department_key = wholes.department_key as is_same_entity,
        units.department_name as unit_name,
        units.department_code as unit_code
    from described as units
    inner join described as wholes
        on
            units.fiscal_year = wholes.fiscal_year
            and units.budget_stage = wholes.budget_stage
            and units.region_code is not distinct from wholes.region_code
            and units.disclosure_key <> wholes.disclosure_key
    where units.reporting_scope = 'unit' and wholes.reporting_scope = 'department'
),

named as (
    select distinct
        pairs.disclosure_key,
        pairs.covering_disclosure_key
    from pairs
    inner join printed_units
        on
            pairs.covering_disclosure_key = printed_units.disclosure_key
            and (
                pairs.unit_name = printed_units.budget_unit_name
                or pairs.unit_code = printed_units.budget_unit_code
            )
)

select
    pairs.disclosure_key,
    pairs.covering_disclosure_key,
    case when pairs.is_same_entity then 'same_entity' else 'printed_as_unit' end as reason
from pairs
left join named
    on
        pairs.disclosure_key = named.disclosure_key
        and pairs.covering_disclosure_key = named.covering_disclosure_key
where pairs.is_same_entity or named.disclosure_key is not null
