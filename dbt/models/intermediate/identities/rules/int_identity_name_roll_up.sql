-- Forms that print lines by name alone (办公费, 印刷费 …): what the lines of a column add up to is its total,
-- what the parts of a line add up to is the line. Nothing printed says that they do, so where they do not
-- nobody is accused.
with

amounts as (
    select *
    from {{ ref('int_identity_amount') }}
    where layout = 'rows' and measure_code is distinct from 'unknown'
    qualify bool_and(line_kind in ('name', 'total')) over (partition by table_id)
),

columns_of_lines as (
    select
        *,
        concat_ws('|', table_id, column_no, amount_basis, measure_code, fund_source) as column_key
    from amounts
),

pairs_of_lines as (
    select
        wholes.amount_key as place,
        wholes.disclosure_key,
        wholes.form_code,
        wholes.line_label,
        wholes.measure_code,
        wholes.amount_yuan as whole_yuan,
        wholes.amount_key as actual_key,
        lines.amount_key as expected_key,
        lines.amount_yuan
    from columns_of_lines as wholes
    inner join columns_of_lines as lines
        on
            wholes.column_key = lines.column_key
            and lines.line_kind = 'name'
            and not coalesce(lines.is_memo_line, false)
            and wholes.amount_key <> lines.amount_key
            and if(wholes.line_kind = 'total', -1, wholes.row_no) = coalesce(lines.line_parent_row_no, -1)
),

whole_lists as (
    select *
    from pairs_of_lines
    window same_whole as (partition by place)
    qualify sum(amount_yuan) over same_whole = whole_yuan and count(*) over same_whole > 1
),

pairs as (
    select
        place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '=' as relation,
        actual_key,
        expected_key
    from whole_lists
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'code_roll_up') }}
