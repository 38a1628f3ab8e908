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
        count(distinct disclosures.document_key) as document_count,
        string_agg(distinct disclosures.region_name, '、' order by disclosures.region_name) as region_names
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
),

failures as (
    select
        forms.layout_key,
        checks.identity_code,
        count(distinct checks.check_key) as violated_count
    from {{ ref('fct_identity_check') }} as checks
    inner join (
        select distinct
            disclosure_key,
            form_code,
            layout_key
        from tables
    ) as forms on checks.disclosure_key = forms.disclosure_key and checks.form_code = forms.form_code
    where checks.status = 'violated'
    group by forms.layout_key, checks.identity_code
),

failing_identities as (
    select
        layout_key,
        sum(violated_count) as violated_check_count,
        string_agg(
            identity_code || ' (' || violated_count || ')',
            ', ' order by violated_count desc, identity_code asc
        )
            as failing_identities
    from failures
    group by layout_key
)

select
    uses.layout_key,
    uses.form_code,
    uses.columns_text,

    -- who prints it
    cast(uses.table_count as integer) as table_count,
    cast(uses.disclosure_count as integer) as disclosure_count,
    cast(uses.document_count as integer) as document_count,
    uses.region_names,

    -- how well it is read
    cast(coalesce(amounts.amount_count, 0) as integer) as amount_count,
    cast(coalesce(amounts.proven_count, 0) as integer) as proven_count,
    cast(coalesce(amounts.disputed_count, 0) as integer) as disputed_count,
    try_cast(amounts.proven_count / nullif(amounts.amount_count, 0) as decimal(9, 6)) as proven_share,
    cast(coalesce(failing_identities.violated_check_count, 0) as integer) as violated_check_count,
    failing_identities.failing_identities
from uses
left join amounts on uses.layout_key = amounts.layout_key
left join failing_identities on uses.layout_key = failing_identities.layout_key
