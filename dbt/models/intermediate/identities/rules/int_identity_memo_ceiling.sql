-- A line printed as "of which" (其中) does not exceed the line it stands under, nor do several together.
with

amounts as (
    select
        amount_key,
        disclosure_key,
        form_code,
        table_id,
        row_no,
        column_no,
        line_label,
        measure_code,
        is_memo_line,
        line_parent_row_no
    from {{ ref('int_identity_amount') }}
),

list_amounts as (
    select
        amount_key,
        disclosure_key,
        form_code,
        table_id,
        row_no,
        column_no,
        line_label,
        measure_code,
        row_kind = 'memo' as is_memo_line,
        last_value(if(row_kind = 'line', row_no, null) ignore nulls) over (
            partition by table_id, column_no
            order by row_no
            rows between unbounded preceding and current row
        ) as line_parent_row_no
    from {{ ref('int_list_amount') }}
    where row_kind in ('line', 'memo')
),

printed as (
    select * from amounts
    union all
    select * from list_amounts
),

memos as (
    select
        wholes.amount_key as whole_key,
        wholes.disclosure_key,
        wholes.form_code,
        memos.amount_key,
        memos.line_label,
        wholes.line_label as whole_label,
        wholes.measure_code,
        count(*) over (partition by wholes.amount_key) as memo_count
    from printed as memos
    inner join printed as wholes
        on
            memos.table_id = wholes.table_id
            and memos.column_no = wholes.column_no
            and memos.line_parent_row_no = wholes.row_no
            and not wholes.is_memo_line
    where memos.is_memo_line
),

places as (
    select
        amount_key as place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        whole_key,
        amount_key
    from memos
    union all
    select
        whole_key || '|memos' as place,
        disclosure_key,
        form_code,
        whole_label as line_label,
        measure_code,
        whole_key,
        amount_key
    from memos
    where memo_count > 1
),

terms as (
    select
        place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '<=' as relation,
        'actual' as term_side,
        amount_key
    from places
    union all
    select distinct
        place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '<=' as relation,
        'expected' as term_side,
        whole_key as amount_key
    from places
)

{{ identity_terms('terms', 'memo_ceiling') }}
