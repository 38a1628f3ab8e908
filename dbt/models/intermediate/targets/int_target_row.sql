-- What kind of row each row of a table of targets is, from the labels it prints: a header over
-- indicators, a header over a list of projects, a row of labels and values (block), or data.
with

cells as (
    select * from {{ ref('int_target_cell') }}
),

grid as (
    select
        cells.* exclude (row_no),
        cells.row_no as anchor_row_no,
        cells.row_no + steps.step as row_no,
        steps.step = 0
        -- 金额 alone is a column of a list, never a label in front of a value.
        and coalesce(cells.label_priority, 1) < 4
        and cells.label in ('project_code', 'project_name', 'budget', 'statement', 'department', 'plan_march')
            as is_block_label,
        cells.text_compact <> ''
        and (cells.text_compact = '定性' or {{ target_rest('cells.text_compact') }} = '')
            as is_sign
    from cells
    cross join lateral (select unnest(range(cells.row_span)) as step) as steps
),

evaluations as (
    select distinct table_id from cells
    where label = 'evaluation'
),

labelled_rows as (
    select
        disclosure_key,
        document_id,
        table_no,
        table_id,
        row_no,
        max(page_no) as page_no,
        bool_or(label = 'target') and bool_or(label = 'level_3') as has_indicator_header,
        bool_or(label = 'project_name') and bool_or(label = 'budget')
        and not bool_or(regexp_matches(text_compact, '\d')) as has_list_header,
        bool_or(is_block_label and row_span = 1) as has_block_label,
        max(row_span) filter (where is_block_label and row_span > 1) as label_span,
        bool_or(anchor_row_no = row_no and is_sign) as has_sign
    from grid
    group by all
),

-- A label over the rows of indicators (整体绩效目标, printed again at the top of the next page) stands beside
-- them and heads nothing: it begins below their header, and signs stand in its rows.
labels_beside as (
    select
        labels.table_id,
        labels.row_no
    from labelled_rows as labels
    inner join labelled_rows as others
        on labels.table_id = others.table_id and others.row_no < labels.row_no + labels.label_span
    group by labels.table_id, labels.row_no
    having
        bool_or(others.has_indicator_header and others.row_no < labels.row_no)
        and bool_or(others.has_sign and others.row_no >= labels.row_no)
        and not bool_or(others.has_indicator_header and others.row_no >= labels.row_no)
),

kinds as (
    select
        labelled_rows.*,
        case
            when has_indicator_header then 'indicator_header'
            when has_list_header then 'list_header'
            when has_block_label then 'block'
            when label_span > 1 and labels_beside.row_no is null then 'block'
            else 'data'
        end as row_kind
    from labelled_rows
    left join labels_beside
        on labelled_rows.table_id = labels_beside.table_id and labelled_rows.row_no = labels_beside.row_no
    where labelled_rows.table_id not in (select evaluations.table_id from evaluations)
)

select
    *,
    max(case when row_kind <> 'data' then row_no end) over (
        partition by table_id
        order by row_no
        rows between unbounded preceding and current row
    ) as ruling_row_no
from kinds
