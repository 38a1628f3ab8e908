-- The three public expenses of a department are those of its units: by the codes that begin one another, or
-- all units below a row of none.
with

department_rows as (
    select * from {{ ref('int_department_row') }}
),

amounts as (
    select
        amounts.*,
        coalesce(amounts.budget_unit_code, '') as unit_code,
        if(department_rows.table_id is null, amounts.unit_key, '') as place_key,
        coalesce(department_rows.is_read_by_sums, false) as is_read_by_sums
    from {{ ref('int_identity_amount') }} as amounts
    left join department_rows
        on amounts.table_id = department_rows.table_id and amounts.row_no = department_rows.row_no
    where amounts.layout = 'items' and amounts.item_code <> ''
),

units as (
    select distinct
        table_id,
        place_key,
        unit_code
    from amounts
),

-- The unit above a unit is the one with the longest code that begins its own, else all together.
parents as (
    select
        units.table_id,
        units.place_key,
        max_by(wholes.place_key, length(wholes.unit_code)) as parent_key
    from units
    inner join units as wholes
        on
            units.table_id = wholes.table_id
            and units.place_key <> wholes.place_key
            and (
                wholes.place_key = ''
                or (wholes.unit_code <> '' and starts_with(units.unit_code, wholes.unit_code))
            )
    where units.place_key <> ''
    group by units.table_id, units.place_key
),

sums as (
    select
        wholes.amount_key as place,
        wholes.disclosure_key,
        wholes.form_code,
        wholes.line_label,
        wholes.measure_code,
        '=' as relation,
        wholes.amount_key as actual_key,
        parts.amount_key as expected_key
    from amounts as wholes
    inner join parents
        on wholes.table_id = parents.table_id and wholes.place_key = parents.parent_key
    inner join amounts as parts
        on
            parents.table_id = parts.table_id
            and parents.place_key = parts.place_key
            and wholes.amount_basis = parts.amount_basis
            and wholes.item_code = parts.item_code
            and wholes.type_code = parts.type_code
            and wholes.source_code = parts.source_code
    -- The sums that told a department's row from its units' prove nothing about them.
    where not wholes.is_read_by_sums
),

terms as (
    {{ two_sides('sums') }}
)

{{ identity_terms('terms', 'unit_roll_up') }}
