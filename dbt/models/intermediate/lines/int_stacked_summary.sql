-- Summaries that print expenditure below revenue in the same columns, with the row where it begins.
with

recognised as (
    select * from {{ ref('int_recognised_table') }}
    where layout = 'summary'
),

roles as (
    select * from {{ ref('int_column_role') }}
),

-- One column of labels alone: with two, the sides stand side by side.
one_sided as (
    select
        roles.table_id,
        min(roles.column_no) filter (where roles.column_role = 'label') as label_column_no
    from recognised
    inner join roles on recognised.table_id = roles.table_id
    group by roles.table_id
    having max(roles.block_no) = 1 and count(*) filter (where roles.column_role = 'label') = 1
),

worded as (
    select
        cells.table_id,
        cells.row_no,
        regexp_matches(cells.text_compact, '支出|^支$') as says_expenditure,
        regexp_matches(cells.text_compact, '收入|拨款|^收$')
        and not regexp_matches(cells.text_compact, '支出|收支') as says_revenue,
        regexp_matches(cells.text_compact, '上年|年初|使用|动用|弥补')
        and not regexp_matches(cells.text_compact, '支出|下年') as is_balance
    from {{ ref('stg_cell') }} as cells
    inner join one_sided
        on cells.table_id = one_sided.table_id and cells.column_no = one_sided.label_column_no
    where not cells.is_header and not cells.is_nothing
),

turns as (
    select
        table_id,
        max(row_no) filter (where says_revenue) as last_revenue_row_no,
        min(row_no) filter (where says_expenditure) as first_expenditure_row_no,
        min(row_no) as first_row_no
    from worded
    group by table_id
    having last_revenue_row_no < first_expenditure_row_no
)

-- What is left of last year may stand below the last line that says so of revenue.
select
    turns.table_id,
    min(worded.row_no) as expenditure_row_no
from turns
inner join worded on turns.table_id = worded.table_id
where worded.row_no > turns.last_revenue_row_no and not worded.is_balance
group by turns.table_id
