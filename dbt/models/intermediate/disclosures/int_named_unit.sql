-- One row per current department disclosure and unit that discloses its own budget in the same place, year
-- and stage, where the department's document prints or names the unit.
with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
    where
        reporting_scope = 'department'
        and department_key <> 'not_disclosed'
        and fiscal_year > 0
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

-- The unit's own disclosure may be in another shard.
units as (
    select distinct
        region_code,
        fiscal_year,
        budget_stage,
        unit_name,
        unit_code
    from ({{ everywhere('unit_name') }}) as names
),

pairs as (
    select
        units.region_code,
        units.fiscal_year,
        units.budget_stage,
        units.unit_name,
        units.unit_code,
        disclosures.disclosure_key as covering_disclosure_key,
        disclosures.document_key as covering_document_key
    from disclosures
    inner join currency on disclosures.disclosure_key = currency.disclosure_key
    inner join units
        on
            disclosures.region_code = units.region_code
            and disclosures.fiscal_year = units.fiscal_year
            and disclosures.budget_stage = units.budget_stage
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
    select
        pairs.*,
        'printed_as_unit' as reason
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
    select
        pairs.*,
        'named_as_unit' as reason
    from pairs
    inner join covering_cells
        on
            pairs.covering_document_key = covering_cells.document_id
            and pairs.unit_name = {{ compact('covering_cells.text') }}
),

named_in_prose as (
    select
        pairs.*,
        'named_as_unit' as reason
    from pairs
    inner join texts
        on
            pairs.covering_document_key = texts.document_id
            and contains(texts.body_text, pairs.unit_name)
),

found as (
    select * from printed_as_unit
    union all
    select * from named_in_table
    union all
    select * from named_in_prose
)

select
    region_code,
    fiscal_year,
    budget_stage,
    unit_name,
    unit_code,
    covering_disclosure_key,
    -- What is printed says more than what is named, and comes last in order.
    max(reason) as reason
from found
group by region_code, fiscal_year, budget_stage, unit_name, unit_code, covering_disclosure_key
