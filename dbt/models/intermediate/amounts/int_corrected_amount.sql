{{ config(materialized='view') }}

with

amounts as (
    select * from {{ ref('int_amount') }}
),

corrections as (
    select * from {{ ref('int_correction') }}
    where status = 'applied'
)

select
    amounts.amount_key,
    amounts.disclosure_key,
    amounts.document_key,
    amounts.form_code,
    amounts.budget_stage,
    amounts.table_id,
    amounts.row_no,
    amounts.column_no,
    amounts.printed_row_no,
    amounts.amount_basis,
    amounts.compared_basis,
    amounts.side,
    amounts.breakdown,
    amounts.budget_unit_code,
    amounts.budget_unit_label,
    amounts.line_label,
    amounts.line_role,
    amounts.line_kind,
    amounts.line_parent_row_no,
    amounts.is_memo,
    amounts.line_order,
    amounts.functional_code,
    amounts.economic_code,
    amounts.government_economic_code,
    amounts.code_source,
    amounts.period,
    amounts.is_source_row,
    amounts.fund_source,
    amounts.item_code,
    amounts.measure_code,
    amounts.amount_yuan,
    corrections.corrected_yuan,
    amounts.printed_text,
    amounts.printed_unit,
    amounts.decimals,
    amounts.half_unit_yuan,
    amounts.page_no,
    amounts.x0,
    amounts.top,
    amounts.x1,
    amounts.bottom,
    amounts.is_leaf,
    amounts.is_measure_unsure,
    amounts.layout
from amounts
left join corrections on amounts.amount_key = corrections.amount_key
