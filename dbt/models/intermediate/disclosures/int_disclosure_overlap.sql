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

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

texts as (
    select * from {{ ref('int_document_text_of_all_documents') }}
),

tables as (
    select * from {{ source('raw', 'document_table') }}
),

cells as (
    select * from {{ source('raw', 'table_cell') }}
),

current_disclosures as (
    select
        disclosures.disclosure_key,
        disclosures.document_key,
        disclosures.department_lineage_key,
        disclosures.region_code,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.reporting_scope,
        disclosures.department_code,
        {{ compact('disclosures.department_name') }} as department_name
    from disclosures
    inner join currency on disclosures.disclosure_key = currency.disclosure_key
),

pairs as (
    select
        units.disclosure_key,
        wholes.disclosure_key as covering_disclosure_key,
        wholes.document_key as covering_document_key,
        units.department_name as unit_name,
        units.department_code as unit_code,
        units.department_lineage_key = wholes.department_lineage_key as is_same_entity
    from current_disclosures as units
    inner join current_disclosures as wholes
        on
            units.region_code = wholes.region_code
            and units.fiscal_year = wholes.fiscal_year
            and units.budget_stage = wholes.budget_stage
            and units.disclosure_key <> wholes.disclosure_key
    where units.reporting_scope = 'unit' and wholes.reporting_scope = 'department'
),

printed_units as (
    select distinct
        disclosure_key,
        budget_unit_code,
        regexp_replace({{ compact('budget_unit_label') }}, '^\d+[-—–_:]*', '') as budget_unit_name
    from amounts
    where budget_unit_code is not null or budget_unit_label is not null
),

printed_as_unit as (
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
),

covering_cells as (
    select
        tables.document_id,
        cells.text
    from cells
    inner join tables on cells.table_id = tables.table_id
    where tables.document_id in (select covering_document_key from pairs)
),

-- The list of a department's units stands in its tables or its prose.
named_in_table as (
    select distinct
        pairs.disclosure_key,
        pairs.covering_disclosure_key
    from pairs
    inner join covering_cells
        on
            pairs.covering_document_key = covering_cells.document_id
            and pairs.unit_name = {{ compact('covering_cells.text') }}
),

named_in_prose as (
    select
        pairs.disclosure_key,
        pairs.covering_disclosure_key
    from pairs
    inner join texts
        on
            pairs.covering_document_key = texts.document_id
            and contains(texts.body_text, pairs.unit_name)
),

judged as (
    select
        pairs.disclosure_key,
        pairs.covering_disclosure_key,
        case
            when pairs.is_same_entity then 'same_entity'
            when printed_as_unit.disclosure_key is not null then 'printed_as_unit'
            when named_in_table.disclosure_key is not null or named_in_prose.disclosure_key is not null
                then 'named_as_unit'
        end as reason
    from pairs
    left join printed_as_unit
        on
            pairs.disclosure_key = printed_as_unit.disclosure_key
            and pairs.covering_disclosure_key = printed_as_unit.covering_disclosure_key
    left join named_in_table
        on
            pairs.disclosure_key = named_in_table.disclosure_key
            and pairs.covering_disclosure_key = named_in_table.covering_disclosure_key
    left join named_in_prose
        on
            pairs.disclosure_key = named_in_prose.disclosure_key
            and pairs.covering_disclosure_key = named_in_prose.covering_disclosure_key
)

select
    disclosure_key,
    covering_disclosure_key,
    reason
from judged
where reason is not null
