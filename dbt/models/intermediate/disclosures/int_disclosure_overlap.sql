-- One row per current unit disclosure and current department disclosure of the same place, year and
-- stage whose consolidated amounts already hold the unit's.
with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
    where department_key <> 'not_disclosed' and fiscal_year > 0
),

currency as (
    select * from {{ ref('int_disclosure_currency') }}
    where is_current
),

current_disclosures as (
    select
        disclosures.disclosure_key,
        disclosures.department_lineage_key,
        disclosures.region_code,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.reporting_scope,
        disclosures.department_code as unit_code,
        {{ compact('disclosures.department_name') }} as unit_name
    from disclosures
    inner join currency on disclosures.disclosure_key = currency.disclosure_key
),

units as (
    select * from current_disclosures
    where reporting_scope = 'unit'
),

wholes as (
    select * from current_disclosures
    where reporting_scope = 'department'
),

-- The department's disclosure may be in another shard, and what this one says of itself is said twice.
named_units as (
    select distinct
        region_code,
        fiscal_year,
        budget_stage,
        unit_name,
        unit_code,
        covering_disclosure_key,
        reason
    from ({{ everywhere('named_unit') }}) as names
),

same_entities as (
    select
        units.disclosure_key,
        wholes.disclosure_key as covering_disclosure_key,
        'same_entity' as reason
    from units
    inner join wholes
        on
            units.department_lineage_key = wholes.department_lineage_key
            and units.region_code = wholes.region_code
            and units.fiscal_year = wholes.fiscal_year
            and units.budget_stage = wholes.budget_stage
),

named as (
    select
        units.disclosure_key,
        named_units.covering_disclosure_key,
        named_units.reason
    from units
    inner join named_units
        on
            units.region_code = named_units.region_code
            and units.fiscal_year = named_units.fiscal_year
            and units.budget_stage = named_units.budget_stage
            and units.unit_name = named_units.unit_name
            and units.unit_code is not distinct from named_units.unit_code
)

select
    disclosure_key,
    covering_disclosure_key,
    reason
from same_entities
union all
select
    named.disclosure_key,
    named.covering_disclosure_key,
    named.reason
from named
left join same_entities
    on
        named.disclosure_key = same_entities.disclosure_key
        and named.covering_disclosure_key = same_entities.covering_disclosure_key
where same_entities.disclosure_key is null
