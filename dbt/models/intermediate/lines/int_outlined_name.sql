-- Lines that a form by economic class prints by name alone, without a number below numbered ones: 一、人员经费 over
-- 基本工资, 津贴补贴 … They are its parts where they make it up in every column, or a list of some where the
-- first of them says 其中.
with

rows_by_name as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        rows.line_label,
        rows.is_total,
        {{ has_outline('rows.line_label') }} as is_numbered,
        regexp_matches({{ compact('rows.line_label') }}, '^其中') as is_memo
    from {{ ref('int_form_row') }} as rows
    inner join {{ ref('int_recognised_table') }} as tables
        on rows.table_id = tables.table_id and tables.layout = 'rows'
    inner join {{ ref('form') }} as forms
        on tables.form_code = forms.form_code and forms.code_axis = 'economic'
    where coalesce(rows.line_label, '') <> ''
    qualify
        count(
            coalesce(
                rows.functional_code,
                rows.economic_code,
                rows.government_economic_code,
                rows.unit_code,
                rows.unit_label
            )
        ) over (partition by rows.table_id) = 0
),

-- The names are codes that the order of the names tells.
coded_names as (
    select distinct table_id
    from {{ ref('int_name_code') }}
    where code is not null
),

below as (
    select
        *,
        max(if(is_numbered or is_total, row_no, null)) over (
            partition by table_id, block_no
            order by row_no
        ) as above_row_no
    from rows_by_name
    where table_id not in (select coded_names.table_id from coded_names)
),

lists as (
    select
        parts.table_id,
        parts.block_no,
        parts.row_no,
        parts.above_row_no as parent_row_no,
        parts.is_memo,
        arg_min(parts.is_memo, parts.row_no) over (
            partition by parts.table_id, parts.block_no, parts.above_row_no
        ) as is_list_of_some
    from below as parts
    inner join below as wholes
        on
            parts.table_id = wholes.table_id
            and parts.block_no = wholes.block_no
            and parts.above_row_no = wholes.row_no
            and wholes.is_numbered
            and not wholes.is_total
    where not parts.is_numbered and not parts.is_total
),

figures as (
    {{ printed_figures('lists') }}
),

-- A 其中 among the parts names a part of the part above it.
sums as (
    select
        lists.table_id,
        lists.block_no,
        lists.parent_row_no,
        wholes.column_no,
        abs(any_value(wholes.amount_printed) - sum(coalesce(parts.amount_printed, 0)))
        <= any_value(wholes.half_unit) + sum(coalesce(parts.half_unit, 0)) as is_whole,
        count(parts.amount_printed) as part_count
    from lists
    inner join figures as wholes
        on lists.table_id = wholes.table_id and lists.parent_row_no = wholes.row_no
    left join figures as parts
        on
            lists.table_id = parts.table_id
            and lists.row_no = parts.row_no
            and wholes.column_no = parts.column_no
    where lists.is_list_of_some or not lists.is_memo
    group by lists.table_id, lists.block_no, lists.parent_row_no, wholes.column_no
),

whole_lists as (
    select
        table_id,
        block_no,
        parent_row_no
    from sums
    group by table_id, block_no, parent_row_no
    having bool_and(is_whole) and max(part_count) > 1
)

select
    lists.table_id,
    lists.block_no,
    lists.row_no,
    if(
        whole_lists.table_id is null or (lists.is_memo and not lists.is_list_of_some),
        null,
        lists.parent_row_no
    ) as parent_row_no,
    case
        when whole_lists.table_id is null then lists.is_list_of_some
        else lists.is_memo and not lists.is_list_of_some
    end as is_memo
from lists
left join whole_lists
    on
        lists.table_id = whole_lists.table_id
        and lists.block_no = whole_lists.block_no
        and lists.parent_row_no = whole_lists.parent_row_no
