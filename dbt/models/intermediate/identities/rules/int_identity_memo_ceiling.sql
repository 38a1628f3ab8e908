-- What 其中 names is a part of a line above it, and not more than that line: of the nearest line, or of
-- one that the nearest is itself a part of.
with

summary_amounts as (
    select * from {{ ref('int_identity_summary') }}
),

memos as (
    select * from summary_amounts
    where is_memo_line and line_kind in ('line', 'sub_line', 'balance', 'sub_balance')
),

lines_above as (
    select
        memos.amount_key as memo_key,
        memos.disclosure_key,
        memos.form_code,
        memos.line_label as memo_label,
        memos.measure_code,
        wholes.amount_key as whole_key,
        wholes.line_label as whole_label,
        row_number() over (partition by memos.amount_key order by wholes.row_no desc) as reading_rank,
        max(wholes.row_no) filter (where wholes.line_kind in ('line', 'balance')) over (
            partition by memos.amount_key
        ) as top_row_no,
        wholes.row_no
    from memos
    inner join summary_amounts as wholes
        on
            memos.column_key = wholes.column_key
            and memos.table_id = wholes.table_id
            and memos.row_no > wholes.row_no
    where not wholes.is_memo_line
),

readings as (
    select *
    from lines_above
    where row_no >= coalesce(top_row_no, row_no)
),

terms as (
    select
        memo_key as place,
        disclosure_key,
        form_code,
        memo_label as line_label,
        measure_code,
        '<=' as relation,
        'a part of ' || whole_label as reading,
        reading_rank,
        'actual' as term_side,
        memo_key as amount_key
    from readings
    union all
    select
        memo_key as place,
        disclosure_key,
        form_code,
        memo_label as line_label,
        measure_code,
        '<=' as relation,
        'a part of ' || whole_label as reading,
        reading_rank,
        'expected' as term_side,
        whole_key as amount_key
    from readings
)

{{ identity_terms('terms', 'memo_ceiling', has_readings=true) }}
