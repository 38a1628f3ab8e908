with

rows as (
    select * from {{ ref('int_list_row_of_all_documents') }}
    where form_code = 'service_purchase' and row_kind = 'line'
),

amounts as (
    select * from {{ ref('int_list_amount_of_all_documents') }}
    where form_code = 'service_purchase' and row_kind = 'line' and measure_code = 'total'
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
)

select
    amounts.amount_key,

    -- who and when
    {{ who_and_when() }},

    -- what
    rows.level_1,
    rows.level_2,
    rows.level_3,
    coalesce(rows.item_name, rows.line_label, '') as item_name,
    amounts.amount_yuan,

    -- where
    amounts.table_id,
    amounts.row_no,
    amounts.page_no
from amounts
inner join rows on amounts.table_id = rows.table_id and amounts.row_no = rows.row_no
inner join disclosures on rows.disclosure_key = disclosures.disclosure_key
