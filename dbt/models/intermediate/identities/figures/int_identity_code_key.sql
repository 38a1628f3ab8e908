with

amounts as (
    select * from {{ ref('int_identity_amount') }}
),

unit_labels as (
    select distinct
        table_id,
        unit_label,
        {{ compact('unit_label') }} as unit_name
    from amounts
    where unit_label != ''
),

-- A unit whose name another row carries with 本级 is the department that all units are part of:
-- its row is a total, whatever the form calls it.
departments as (
    select distinct
        unit_labels.table_id,
        unit_labels.unit_label
    from unit_labels
    inner join unit_labels as own_units
        on
            unit_labels.table_id = own_units.table_id
            and own_units.unit_name in (
                unit_labels.unit_name || '(本级)', unit_labels.unit_name || '本级'
            )
),

-- A form that prints one row of amounts and no code prints its total.
single_row_tables as (
    select table_id
    from amounts
    group by table_id
    having
        count(distinct row_no) = 1
        and max(functional_code || economic_code || government_economic_code || unit_key) = ''
),

placed_amounts as (
    select
        amounts.* replace (if(departments.unit_label is null, amounts.unit_key, '') as unit_key),
        coalesce(amounts.line_kind, '') = 'total'
        or (departments.unit_label is not null and coalesce(amounts.line_kind, '') = 'unit')
        or department_rows.table_id is not null
        or (single_row_tables.table_id is not null and amounts.layout = 'rows') as is_total,
        coalesce(bool_or(department_rows.is_read_by_sums) over (partition by amounts.table_id), false)
            as has_units_by_sums,
        concat_ws('|', amounts.disclosure_key, amounts.form_code, amounts.amount_basis) as context_key
    from amounts
    left join departments
        on amounts.table_id = departments.table_id and amounts.unit_label = departments.unit_label
    left join {{ ref('int_department_row') }} as department_rows
        on amounts.table_id = department_rows.table_id and amounts.row_no = department_rows.row_no
    left join single_row_tables on amounts.table_id = single_row_tables.table_id
),

coded_amounts as (
    select *
    from placed_amounts
    where
        is_total
        or (
            line_kind in ('unit', 'code', 'unit_code')
            and unit_key || functional_code || economic_code || government_economic_code != ''
        )
),

-- A row that itemises another row of the very same codes is one level deeper than that row.
same_code_rows as (
    select
        context_key,
        unit_key,
        functional_code,
        economic_code,
        government_economic_code,
        bool_or(line_role = 'subtotal') and bool_or(line_role = 'detail') as has_itemised_row
    from coded_amounts
    where not is_total
    group by context_key, unit_key, functional_code, economic_code, government_economic_code
),

positioned as (
    select
        coded_amounts.context_key,
        coded_amounts.disclosure_key,
        coded_amounts.form_code,
        coded_amounts.amount_basis,
        coded_amounts.amount_key,
        coded_amounts.measure_code,
        coded_amounts.type_code,
        coded_amounts.source_code,
        coded_amounts.is_all_sources,
        coded_amounts.line_label,
        coded_amounts.table_id,
        coded_amounts.row_no,
        coded_amounts.is_total,
        coded_amounts.has_units_by_sums,
        if(coded_amounts.is_total, '', coded_amounts.unit_key) as unit_key,
        if(coded_amounts.is_total, '', coded_amounts.functional_code) as functional_code,
        if(coded_amounts.is_total, '', coded_amounts.economic_code) as economic_code,
        if(coded_amounts.is_total, '', coded_amounts.government_economic_code) as government_economic_code,
        case
            when same_code_rows.has_itemised_row and coded_amounts.line_role = 'detail'
                then 'row ' || coded_amounts.table_id || ':' || coded_amounts.row_no
            else ''
        end as item_key
    from coded_amounts
    left join same_code_rows
        on
            -- No total has such a row. A condition of its own would compare every row with every other one.
            if(coded_amounts.is_total, null, coded_amounts.context_key) = same_code_rows.context_key
            and coded_amounts.unit_key = same_code_rows.unit_key
            and coded_amounts.functional_code = same_code_rows.functional_code
            and coded_amounts.economic_code = same_code_rows.economic_code
            and coded_amounts.government_economic_code = same_code_rows.government_economic_code
)

select
    *,
    concat_ws(
        '/', unit_key, functional_code, economic_code, government_economic_code, item_key
    ) as code_key
from positioned
