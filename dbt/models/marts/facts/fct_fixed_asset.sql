with

rows as (
    select * from {{ ref('int_list_row_of_all_documents') }}
    where form_code = 'fixed_assets'
),

amounts as (
    select * from {{ ref('int_list_amount_of_all_documents') }}
    where form_code = 'fixed_assets'
    -- 账面原值 | 账面净值: an asset has one value, that of the table's first column of values.
    qualify column_no = min(column_no) over (partition by table_id)
),

dates as (
    select * from {{ ref('int_list_date') }}
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
)

select
    rows.table_id || '-' || rows.row_no as fixed_asset_key,

    -- who and when
    {{ who_and_when() }},
    dates.as_of_date,

    -- what
    coalesce(
        nullif(regexp_replace(rows.line_label, '^(\d+|[一二三四五六七八九十]+)[、.．]', ''), ''), 'not_disclosed'
    ) as asset_category,
    case rows.row_kind
        when 'line' then 'detail'
        when 'group' then 'subtotal'
        else rows.row_kind
    end as line_role,
    try_cast(rows.quantity as decimal(20, 4)) as quantity,
    amounts.amount_yuan as value_yuan,
    rows.row_kind = 'line' as is_leaf,

    -- where
    amounts.amount_key,
    rows.table_id,
    rows.row_no,
    amounts.page_no
from rows
inner join disclosures on rows.disclosure_key = disclosures.disclosure_key
left join amounts on rows.table_id = amounts.table_id and rows.row_no = amounts.row_no
left join dates on rows.table_id = dates.table_id
