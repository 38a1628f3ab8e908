-- The row of a department above the rows of its units, in a form that lists units by name: it prints
-- the form's total again. Its name may be its own unit's too, so that a name cannot tell the two.
with

-- Where the three public items are columns, a row is a unit's as well.
lines as (
    select
        * replace (
            case
                when layout <> 'items' then line_kind
                when coalesce(budget_unit_code, budget_unit_label) is null then 'total'
                else 'unit'
            end as line_kind
        ),
        -- Below a unit stand rows of several years: the units' rows of a year add up to the department's.
        if(
            layout = 'items' and {{ compact('line_label') }} <> {{ compact('budget_unit_label') }},
            {{ compact('line_label') }},
            ''
        ) as row_kind
    from {{ ref('int_form_line') }}
    where
        (layout = 'rows' and line_kind in ('unit', 'total'))
        or (layout = 'items' and (item_code is null or item_code in ('grand_total', 'three_public_total')))
),

amounts as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        roles.block_no,
        lines.line_kind,
        coalesce(lines.row_kind, '') as row_kind,
        {{ compact('lines.budget_unit_label') }} as unit_name,
        cells.amount_printed,
        0.5 / pow(10, cells.decimals) as half_unit
    from {{ ref('stg_cell') }} as cells
    inner join {{ ref('int_column_role') }} as roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'amount'
    inner join lines
        on
            cells.table_id = lines.table_id
            and cells.row_no = lines.row_no
            and roles.block_no = lines.block_no
    where not cells.is_header and cells.amount_printed <> 0
),

printed_rows as (
    select
        table_id,
        block_no,
        row_no,
        line_kind,
        row_kind,
        unit_name,
        map_from_entries(list((column_no, amount_printed) order by column_no)) as figures
    from amounts
    group by all
),

first_units as (
    select
        table_id,
        block_no,
        row_kind,
        min(row_no) filter (where line_kind = 'unit') as row_no,
        bool_or(line_kind = 'total') as has_total
    from printed_rows
    group by table_id, block_no, row_kind
    having count(*) filter (where line_kind = 'unit') > 1
),

-- The first unit prints the total of the form over again, or the form prints no other total.
candidates as (
    select
        rows.table_id,
        rows.block_no,
        rows.row_no,
        rows.row_kind,
        rows.unit_name
    from first_units
    inner join printed_rows as rows
        on
            first_units.table_id = rows.table_id
            and first_units.block_no = rows.block_no
            and first_units.row_no = rows.row_no
    left join printed_rows as totals
        on
            rows.table_id = totals.table_id
            and rows.block_no = totals.block_no
            and totals.line_kind = 'total'
            and rows.figures = totals.figures
    where totals.table_id is not null or not first_units.has_total
    group by all
),

sums as (
    select
        candidates.table_id,
        candidates.block_no,
        candidates.row_kind,
        departments.column_no,
        any_value(departments.amount_printed) as department_amount,
        coalesce(sum(units.amount_printed), 0) as unit_amount,
        any_value(departments.half_unit) + coalesce(sum(units.half_unit), 0) as tolerance
    from candidates
    inner join amounts as departments
        on candidates.table_id = departments.table_id and candidates.row_no = departments.row_no
    left join amounts as units
        on
            candidates.table_id = units.table_id
            and candidates.block_no = units.block_no
            and departments.column_no = units.column_no
            and units.line_kind = 'unit'
            and candidates.row_kind = units.row_kind
            and candidates.row_no < units.row_no
    group by candidates.table_id, candidates.block_no, candidates.row_kind, departments.column_no
),

held as (
    select
        table_id,
        block_no,
        row_kind,
        bool_and(abs(department_amount - unit_amount) <= tolerance) as adds_up
    from sums
    group by table_id, block_no, row_kind
),

own_units as (
    select distinct
        candidates.table_id,
        candidates.block_no
    from candidates
    inner join lines
        on
            candidates.table_id = lines.table_id
            and candidates.block_no = lines.block_no
            and candidates.row_no < lines.row_no
            and {{ compact('lines.budget_unit_label') }} in (
                candidates.unit_name, candidates.unit_name || '(本级)', candidates.unit_name || '本级'
            )
)

select
    candidates.table_id,
    candidates.row_no,
    candidates.block_no,
    own_units.table_id is null as is_read_by_sums,
    if(
        own_units.table_id is null,
        'the units below the row add up to it',
        'the units below the row add up to it, and its own unit is one of them'
    ) as evidence
from candidates
inner join held
    on
        candidates.table_id = held.table_id
        and candidates.block_no = held.block_no
        and candidates.row_kind = held.row_kind
left join own_units
    on candidates.table_id = own_units.table_id and candidates.block_no = own_units.block_no
where held.adds_up
