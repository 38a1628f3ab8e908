-- Where a form prints columns of this year's money and of money carried forward beside their total, the
-- three add up row by row, each type and each source for itself.
with

amounts as (
    select * from {{ ref('int_identity_amount') }}
    where form_code <> 'revenue' or coalesce(is_source_row, false)
),

-- The sums that told which column is the total prove nothing about it.
tables_read_by_sums as (
    select distinct table_id
    from {{ ref('int_column_period') }}
    where is_read_by_sums
),

parts as (
    select
        *,
        bool_or(period = 'current_year') over same_column
        and bool_or(period = 'carried_forward') over same_column
            as has_both
    from amounts
    where period is not null and table_id not in (select table_id from tables_read_by_sums)
    window same_column as (
        partition by table_id, printed_basis, side, breakdown, item_code, type_code, source_code
    )
),

sums as (
    select
        totals.amount_key as place,
        totals.disclosure_key,
        totals.form_code,
        totals.line_label,
        totals.measure_code,
        '=' as relation,
        totals.amount_key as actual_key,
        parts.amount_key as expected_key
    from amounts as totals
    inner join parts
        on
            totals.table_id = parts.table_id
            and totals.row_no = parts.row_no
            and totals.printed_basis = parts.printed_basis
            and totals.side = parts.side
            and totals.breakdown = parts.breakdown
            and totals.item_code = parts.item_code
            and totals.type_code = parts.type_code
            and totals.source_code = parts.source_code
    where totals.period is null and parts.has_both
),

terms as (
    {{ two_sides('sums') }}
)

{{ identity_terms('terms', 'current_and_carried') }}
