-- The catalogue of 2022 holds from the budgets of 2023 on; before, codes were shorter.
with

rows as (
    select * from {{ ref('int_list_row') }}
    where form_code = 'procurement' and row_kind = 'line' and length(catalogue_code) > 1
),

disclosures as (
    select * from {{ ref('int_disclosure') }}
    where fiscal_year >= 2023
),

catalogue as (
    select * from {{ ref('procurement_catalogue') }}
),

amounts as (
    select
        table_id,
        row_no,
        min(amount_key) as amount_key
    from {{ ref('int_list_amount') }}
    where measure_code = 'total'
    group by table_id, row_no
)

select
    concat_ws('|', 'catalogue_code', rows.table_id, rows.row_no) as check_key,
    'catalogue_code' as identity_code,
    rows.disclosure_key,
    rows.form_code,
    coalesce(rows.item_name, rows.line_label) as line_label,
    amounts.amount_key,
    'a code of the catalogue: one letter and eight digits' as expected_text,
    rows.catalogue_code as actual_text,
    if(catalogue.catalogue_code is not null, 'exact', 'violated') as status,
    case
        when catalogue.catalogue_code is not null then null
        when regexp_full_match(rows.catalogue_code, '[A-Z]\d{8}') then 'the catalogue holds no such code'
        else 'the code has ' || length(rows.catalogue_code) - 1 || ' digits'
    end as reason
from rows
inner join disclosures on rows.disclosure_key = disclosures.disclosure_key
left join catalogue on rows.catalogue_code = catalogue.catalogue_code
left join amounts on rows.table_id = amounts.table_id and rows.row_no = amounts.row_no
