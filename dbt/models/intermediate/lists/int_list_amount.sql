-- One row per amount printed in a list form.
with

columns as (
    select * from {{ ref('int_list_column') }}
    where field = 'amount'
),

rows as (
    select * from {{ ref('int_list_row') }}
),

units as (
    select * from {{ ref('int_list_unit') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

amounts as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.text as printed_text,
        cells.amount_printed,
        cells.decimals,
        cells.page_no,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        recognised.document_id as document_key,
        coalesce(
            cells.own_unit,
            -- 单价（元） beside amounts in 万元.
            nullif(regexp_extract(cells.header_path, '[(](百万元|亿元|万元|千元|元)[)]$', 1), ''),
            recognised.printed_unit
        ) as printed_unit,
        columns.form_code,
        columns.measure_code,
        max(cells.decimals) over (partition by cells.table_id, cells.column_no) as usual_decimals
    from {{ ref('stg_cell') }} as cells
    inner join columns on cells.table_id = columns.table_id and cells.column_no = columns.column_no
    inner join recognised on cells.table_id = recognised.table_id
    where not cells.is_header and cells.amount_printed is not null and recognised.printed_unit is not null
)

select
    amounts.table_id || '-' || amounts.row_no || '-' || amounts.column_no as amount_key,
    rows.disclosure_key,
    amounts.document_key,
    amounts.form_code,
    disclosures.budget_stage,
    amounts.table_id,
    amounts.row_no,
    amounts.column_no,
    {{ stage_basis('disclosures.budget_stage') }} as amount_basis,
    coalesce(rows.line_label, '') as line_label,
    case rows.row_kind when 'total' then 'total' when 'group' then 'subtotal' else 'detail' end as line_role,
    rows.row_kind,
    -- Of a list of codes; elsewhere a code beside an item is not what the line is named by.
    if(rows.lists_codes, rows.functional_code, null) as functional_code,
    if(rows.lists_codes and rows.functional_code is not null, 'printed', null) as code_source,
    units.unit_code as budget_unit_code,
    units.unit_label as budget_unit_label,
    rows.lists_codes,
    rows.group_level,
    rows.is_named_a_sum,
    rows.project_name,
    rows.item_name,
    rows.quantity,
    amounts.measure_code,
    {{ in_yuan('amounts.amount_printed', 'amounts.printed_unit') }} as amount_yuan,
    amounts.printed_text,
    amounts.printed_unit,
    amounts.decimals,
    {{ half_unit_in_yuan('amounts.usual_decimals', 'amounts.printed_unit') }} as half_unit_yuan,
    amounts.page_no,
    amounts.x0,
    amounts.top,
    amounts.x1,
    amounts.bottom,
    rows.row_kind = 'line' as is_leaf
from amounts
inner join rows on amounts.table_id = rows.table_id and amounts.row_no = rows.row_no
left join units on rows.table_id = units.table_id and rows.row_no = units.row_no
inner join disclosures on rows.disclosure_key = disclosures.disclosure_key
where {{ in_yuan('amounts.amount_printed', 'amounts.printed_unit') }} is not null
