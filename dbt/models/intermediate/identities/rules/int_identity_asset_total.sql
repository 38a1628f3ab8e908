with

amounts as (
    select * from {{ ref('int_list_amount') }}
    where form_code = 'fixed_assets'
),

pairs as (
    select
        totals.amount_key as place,
        totals.disclosure_key,
        totals.form_code,
        totals.line_label,
        totals.measure_code,
        '=' as relation,
        totals.amount_key as actual_key,
        lines.amount_key as expected_key
    from amounts as totals
    inner join amounts as lines
        on
            totals.table_id = lines.table_id
            and totals.column_no = lines.column_no
            and lines.row_kind = 'line'
    where totals.row_kind = 'total'
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'asset_total') }}
