with

list_rows as (
    select * from {{ ref('int_list_row_of_all_documents') }}
    where form_code = 'procurement'
),

-- A project printed once, in a row that sums the lines below it, is theirs until the next sum.
headed_rows as (
    select
        *,
        nullif(
            last_value(if(row_kind = 'group', coalesce(project_name, ''), null) ignore nulls) over (
                partition by table_id
                order by row_no
                rows between unbounded preceding and current row
            ),
            ''
        ) as head_project_name
    from list_rows
),

rows as (
    select * from headed_rows
    where row_kind = 'line'
),

amounts as (
    select * from {{ ref('int_list_amount_of_all_documents') }}
    where form_code = 'procurement' and row_kind = 'line'
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

fund_sources as (
    select * from {{ ref('fund_source') }}
),

measures as (
    select * from {{ ref('int_measure_path') }}
    where scope = 'list' and steps > 0
),

items as (
    select * from {{ ref('dim_procurement_item') }}
),

-- A line counts by the funds it prints, and by its amount where it prints none.
-- Of a fund and its own funds (小计) the latter; money carried forward is one fund, whatever it was.
fund_wholes as (
    select distinct wholes.amount_key
    from amounts as wholes
    inner join amounts as parts on wholes.table_id = parts.table_id and wholes.row_no = parts.row_no
    inner join measures
        on
            parts.measure_code = measures.measure_code
            and wholes.measure_code = measures.ancestor_code
),

fund_amounts as (
    select
        amounts.*,
        fund_sources.fund_source_code
    from amounts
    inner join fund_sources
        on
            regexp_replace(amounts.measure_code, '^(carried_forward_in)_.*$', '\1')
            = fund_sources.fund_source_code
    left join fund_wholes on amounts.amount_key = fund_wholes.amount_key
    where fund_wholes.amount_key is null
),

row_values as (
    select
        table_id,
        row_no,
        sum(amount_yuan) filter (where measure_code = 'total') as total_yuan,
        sum(amount_yuan) filter (where measure_code = 'unit_price') as unit_price_yuan,
        sum(amount_yuan) filter (where measure_code = 'sme_reserved') as sme_reserved_yuan,
        sum(amount_yuan) filter (where measure_code = 'project_budget') as project_budget_yuan,
        min(page_no) as page_no
    from amounts
    group by table_id, row_no
),

counted as (
    select
        table_id,
        row_no,
        amount_key,
        fund_source_code,
        amount_yuan,
        row_number() over (partition by table_id, row_no order by column_no) as fund_no
    from fund_amounts
    union all
    select
        amounts.table_id,
        amounts.row_no,
        amounts.amount_key,
        'not_disclosed' as fund_source_code,
        amounts.amount_yuan,
        1 as fund_no
    from amounts
    left join fund_amounts
        on amounts.table_id = fund_amounts.table_id and amounts.row_no = fund_amounts.row_no
    where amounts.measure_code = 'total' and fund_amounts.amount_key is null
)

select
    counted.amount_key,

    -- who and when
    {{ who_and_when() }},

    -- what for
    coalesce(rows.project_name, rows.head_project_name) as project_name,
    coalesce(rows.item_name, rows.line_label, '') as item_name,
    rows.catalogue_code,
    coalesce(items.procurement_item_key, 'not_disclosed') as procurement_item_key,
    rows.measure_unit,
    try_cast(if(counted.fund_no = 1, rows.quantity, null) as decimal(20, 4)) as quantity,
    try_cast(row_values.unit_price_yuan as decimal(20, 2)) as unit_price_yuan,
    counted.fund_source_code as fund_source_key,

    -- how much: a line of several funds is a row for each, its other figures once
    counted.amount_yuan,
    try_cast(
        if(counted.fund_no = 1, row_values.sme_reserved_yuan, null) as decimal(20, 2)
    ) as sme_reserved_yuan,

    -- where
    rows.table_id,
    rows.row_no,
    row_values.page_no
from counted
inner join rows on counted.table_id = rows.table_id and counted.row_no = rows.row_no
inner join row_values on counted.table_id = row_values.table_id and counted.row_no = row_values.row_no
inner join disclosures on rows.disclosure_key = disclosures.disclosure_key
left join items on rows.catalogue_code = items.catalogue_code
