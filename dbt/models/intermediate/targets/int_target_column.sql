-- Which column of a header over indicators or projects holds what.
with

cells as (
    select * from {{ ref('int_target_cell') }}
    where label is not null
),

all_years_wordings as materialized (
    {{ wordings_of_kinds(ref('int_target_cell'), ['all_years'], is_bare=true) }}
),

-- A heading over several columns, in a row above their own: what a project costs in all its years.
all_years as (
    select
        headings.table_id,
        headings.row_no,
        headings.column_no,
        headings.column_no + headings.column_span - 1 as last_column_no
    from {{ ref('int_target_cell') }} as headings
    inner join all_years_wordings on headings.text_compact = all_years_wordings.text_compact
),

headers as (
    select * from {{ ref('int_target_row') }}
    where row_kind in ('indicator_header', 'list_header')
),

labelled as (
    select
        headers.table_id,
        headers.row_no as header_row_no,
        case
            when all_years.table_id is null then cells.label
            when cells.label = 'budget' then 'whole_project'
            when cells.label in ('fiscal', 'fiscal_fund', 'carried_forward_in', 'other')
                then 'whole_project_' || replace(cells.label, 'fiscal_fund', 'fiscal')
            else cells.label
        end as label,
        cells.label_priority,
        cells.column_no,
        cells.column_span,
        cells.text_compact as header_text
    from headers
    inner join cells
        on
            headers.table_id = cells.table_id
            and headers.row_no between cells.row_no and cells.row_no + cells.row_span - 1
    left join all_years
        on
            cells.table_id = all_years.table_id
            and headers.row_no = cells.row_no
            and cells.row_no - 1 = all_years.row_no
            and cells.column_no between all_years.column_no and all_years.last_column_no
),

-- Of two columns of budgets the one that names the year is this year's, the other all years'.
ranked as (
    select
        *,
        row_number() over (
            partition by table_id, header_row_no, label
            order by label_priority, column_no
        ) as label_no,
        row_number() over (
            partition by table_id, header_row_no, label, header_text
            order by column_no
        ) as wording_no,
        min(label_priority) over (partition by table_id, header_row_no, label) as first_priority
    from labelled
)

select
    table_id,
    header_row_no,
    if(label = 'budget' and label_no = 2, 'whole_project', label) as label,
    column_no,
    column_span,
    header_text
from ranked
where
    label_no = 1
    -- funds by several names are all of them funds
    or (label in ('fiscal_fund', 'other', 'whole_project_fiscal', 'whole_project_other') and wording_no = 1)
    or (label = 'budget' and label_no = 2 and first_priority = 1 and label_priority > first_priority)
