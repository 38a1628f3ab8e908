with

amounts as (
    select * from {{ ref('int_list_amount') }}
    where form_code = 'fixed_assets'
),

parts as (
    select
        totals.amount_key as total_key,
        totals.disclosure_key,
        totals.form_code,
        totals.line_label,
        totals.measure_code,
        lines.amount_key
    from amounts as totals
    inner join amounts as lines
        on
            totals.table_id = lines.table_id
            and totals.column_no = lines.column_no
            and lines.row_kind = 'line'
    where totals.row_kind = 'total'
),

terms as (
    select distinct
        total_key as place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '=' as relation,
        'actual' as term_side,
        total_key as amount_key
    from parts
    union all
    select
        total_key as place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '=' as relation,
        'expected' as term_side,
        amount_key
    from parts
)

{{ identity_terms('terms', 'asset_total') }}
