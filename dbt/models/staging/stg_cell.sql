{{ config(materialized='table') }}

with

source as (
    select * from {{ source('raw', 'table_cell') }}
    where table_id in (select table_id from {{ ref('stg_table') }})
),

compacted as (
    select
        *,
        {{ remove_space('text') }} as text_printed,
        {{ compact('text') }} as text_compact,
        {{ fold_width("coalesce(header_path, '')") }} as header_folded,
        {{ is_stack_of_numbers('text') }} as is_stack
    from source
),

parted as (
    select
        *,
        {{ own_unit('text_compact') }} as own_unit,
        {{ without_unit('text_compact') }} as figure_text
    from compacted
),

-- 300万元 in a column of figures is one; elsewhere it is a price or a target as often.
whole_figures as (
    select
        table_id,
        row_no,
        column_no,
        {{ whole_unit('text_compact') }} as whole_unit
    from parted
    where not is_header and own_unit is null and {{ whole_unit('text_compact') }} is not null
),

columns_with_whole_figures as (
    select distinct
        table_id,
        column_no
    from whole_figures
),

columns_of_figures as (
    select
        parted.table_id,
        parted.column_no
    from parted
    inner join columns_with_whole_figures as columns
        on parted.table_id = columns.table_id and parted.column_no = columns.column_no
    where not parted.is_header and not {{ is_printed_nothing('parted.text_compact') }}
    group by parted.table_id, parted.column_no
    having bool_and(
        {{ whole_unit('parted.text_compact') }} is not null
        or {{ parse_amount('parted.figure_text') }} is not null
    )
),

tables_with_decimals as (
    select table_id
    from parted
    where
        table_id in (select whole_figures.table_id from whole_figures)
        and not is_header
        and {{ printed_decimals('figure_text') }} > 0
    group by table_id
),

whole_amounts as (
    select whole_figures.*
    from whole_figures
    inner join columns_of_figures
        on
            whole_figures.table_id = columns_of_figures.table_id
            and whole_figures.column_no = columns_of_figures.column_no
    inner join tables_with_decimals on whole_figures.table_id = tables_with_decimals.table_id
),

figures as (
    select
        parted.* replace (
            coalesce(parted.own_unit, whole_amounts.whole_unit) as own_unit,
            if(
                whole_amounts.table_id is null,
                parted.figure_text,
                {{ figure_before_unit('parted.text_compact') }}
            ) as figure_text
        )
    from parted
    left join whole_amounts
        on
            parted.table_id = whole_amounts.table_id
            and parted.row_no = whole_amounts.row_no
            and parted.column_no = whole_amounts.column_no
)

select
    table_id,
    row_no,
    column_no,
    row_span,
    column_span,
    is_header,
    {{ header_in_chinese('header_folded') }} as header_path,
    text,
    text_printed,
    text_compact,
    {{ is_printed_nothing('text_compact') }} as is_nothing,
    case when not is_stack then {{ parse_amount('figure_text') }} end as amount_printed,
    case when not is_stack then {{ printed_decimals('figure_text') }} end as decimals,
    own_unit,
    page_no,
    x0,
    top,
    x1,
    bottom,
    indent,
    is_bold,
    alignment
from figures
