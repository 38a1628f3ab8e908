-- The budget unit of each row of a list: printed in the row, or above the rows that are its own.
with

rows as (
    select
        *,
        -- What stands in a unit's place without being one: 合计, or the kind of its funding (1 全额).
        coalesce(unit_code, '') <> '' and not regexp_matches(unit_code, '\d{3}') as is_no_unit
    from {{ ref('int_list_row') }}
),

form_lines as (
    select * from {{ ref('int_form_line') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

-- What the other forms of the disclosure call their units.
known_units as (
    select distinct
        disclosure_tables.disclosure_key,
        {{ compact('form_lines.budget_unit_label') }} as unit_name
    from form_lines
    inner join disclosure_tables on form_lines.table_id = disclosure_tables.table_id
    where form_lines.budget_unit_label is not null
),

owned as (
    select
        rows.table_id,
        rows.row_no,
        rows.row_kind,
        rows.unit_name,
        if(rows.is_no_unit, null, rows.unit_code) as unit_code,
        rows.is_no_unit,
        rows.line_label,
        rows.row_kind = 'group'
        and not rows.is_no_unit
        and coalesce(rows.unit_code, known_units.unit_name) is not null as is_head
    from rows
    left join known_units
        on
            rows.disclosure_key = known_units.disclosure_key
            and {{ compact('rows.line_label') }} = known_units.unit_name
),

heads as (
    select
        table_id,
        row_no,
        unit_code,
        coalesce(unit_name, line_label) as unit_label
    from owned
    where is_head
)

select
    owned.table_id,
    owned.row_no,
    case
        when owned.row_kind = 'total' or owned.is_no_unit then null
        when owned.row_kind = 'line' and coalesce(owned.unit_code, owned.unit_name) is null
            then heads.unit_code
        else owned.unit_code
    end as unit_code,
    case
        when owned.row_kind = 'total' or owned.is_no_unit then null
        when owned.is_head then heads.unit_label
        when owned.row_kind = 'line' and coalesce(owned.unit_code, owned.unit_name) is null
            then heads.unit_label
        else owned.unit_name
    end as unit_label
from owned
asof left join heads on owned.table_id = heads.table_id and owned.row_no >= heads.row_no
