with

layouts as (
    select * from {{ ref('int_table_layout') }}
),

tables as (
    select
        recognised.table_id,
        recognised.disclosure_key,
        layouts.layout_key,
        recognised.form_code,
        layouts.columns_text
    from {{ ref('fct_recognised_table') }} as recognised
    inner join layouts on recognised.table_id = layouts.table_id
),

disclosures as (
    select
        disclosures.disclosure_key,
        disclosures.document_key,
        coalesce(departments.region_name, '未公开') as region_name
    from {{ ref('dim_disclosure') }} as disclosures
    left join
        {{ ref('dim_department') }} as departments
        on disclosures.department_key = departments.department_key
),

uses as (
    select
        tables.layout_key,
        min(tables.form_code) as form_code,
        min(tables.columns_text) as columns_text,
        count(distinct tables.table_id) as table_count,
        count(distinct disclosures.disclosure_key) as disclosure_count,
        count(distinct disclosures.document_key) as document_count
    from tables
    inner join disclosures on tables.disclosure_key = disclosures.disclosure_key
    group by tables.layout_key
),

amounts as (
    select
        tables.layout_key,
        count(*) as amount_count,
        count(*) filter (where amounts.proof_status = 'proven') as proven_count,
        count(*) filter (where amounts.proof_status = 'disputed') as disputed_count
    from {{ ref('fct_published_amount') }} as amounts
    inner join tables on amounts.table_id = tables.table_id
    group by tables.layout_key
)

select
    uses.layout_key,
    uses.form_code,
    uses.columns_text,
    uses.table_count,
    uses.disclosure_count,
    uses.document_count,
    coalesce(amounts.amount_count, 0) as amount_count,
    coalesce(amounts.proven_count, 0) as proven_count,
    coalesce(amounts.disputed_count, 0) as disputed_count
from uses
left join amounts on uses.layout_key = amounts.layout_key
