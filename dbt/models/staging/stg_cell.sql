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
from parted
