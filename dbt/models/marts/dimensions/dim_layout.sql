with

layouts as (
    select
        layout_key,
        min(form_code) as form_code,
        min(columns_text) as columns_text,
        sum(table_count) as table_count,
        sum(disclosure_count) as disclosure_count,
        sum(document_count) as document_count,
        sum(amount_count) as amount_count,
        sum(proven_count) as proven_count,
        sum(disputed_count) as disputed_count
    from ({{ everywhere('layout') }}) as layouts
    group by layout_key
),

regions as (
    select
        layout_key,
        string_agg(distinct region_name, '、' order by region_name) as region_names
    from ({{ everywhere('layout_region') }}) as regions
    group by layout_key
),

failures as (
    select
        layout_key,
        identity_code,
        sum(violated_count) as violated_count
    from ({{ everywhere('layout_failure') }}) as failures
    group by layout_key, identity_code
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
    layouts.layout_key,
    layouts.form_code,
    layouts.columns_text,

    -- who prints it
    cast(layouts.table_count as integer) as table_count,
    cast(layouts.disclosure_count as integer) as disclosure_count,
    cast(layouts.document_count as integer) as document_count,
    regions.region_names,

    -- how well it is read
    cast(layouts.amount_count as integer) as amount_count,
    cast(layouts.proven_count as integer) as proven_count,
    cast(layouts.disputed_count as integer) as disputed_count,
    try_cast(layouts.proven_count / nullif(layouts.amount_count, 0) as decimal(9, 6)) as proven_share,
    cast(coalesce(failing_identities.violated_check_count, 0) as integer) as violated_check_count,
    failing_identities.failing_identities
from layouts
left join regions on layouts.layout_key = regions.layout_key
left join failing_identities on layouts.layout_key = failing_identities.layout_key
