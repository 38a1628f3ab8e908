with

summary_amounts as (
    select * from {{ ref('int_identity_summary') }}
),

grand_totals as (
    select * from summary_amounts
    where line_kind = 'grand_total'
),

-- A total printed once across several breakdowns of one side is the total of each of them.
grand_total_columns as (
    select
        amount_key,
        column_key,
        unnest(list_distinct([column_key, shared_column_key])) as any_column_key
    from grand_totals
),

current_year_totals as (
    select
        grand_totals.amount_key as grand_total_key,
        current_year.amount_key
    from grand_total_columns as grand_totals
    inner join summary_amounts as current_year
        on
            grand_totals.any_column_key = current_year.column_key
            and current_year.line_kind = 'current_year_total'
    qualify
        dense_rank() over (
            partition by grand_totals.amount_key
            order by current_year.column_key != grand_totals.column_key
        ) = 1
),

balances as (
    select
        grand_totals.amount_key as grand_total_key,
        balance.amount_key
    from grand_total_columns as grand_totals
    inner join summary_amounts as balance
        on
            grand_totals.any_column_key = balance.column_key
            and balance.line_kind = 'balance'
    where grand_totals.amount_key in (select grand_total_key from current_year_totals)
),

closing_terms as (
    select
        amount_key as grand_total_key,
        'actual' as term_side,
        amount_key
    from grand_totals
    where amount_key in (select grand_total_key from current_year_totals)
    union all
    select
        grand_total_key,
        'expected' as term_side,
        amount_key
    from current_year_totals
    union all
    select
        grand_total_key,
        'expected' as term_side,
        amount_key
    from balances
),

-- A balance line is in turn the sum of the lines printed under it.
nested as (
    select
        parents.amount_key as parent_key,
        parents.line_label as parent_label,
        children.disclosure_key,
        children.form_code,
        children.measure_code,
        children.amount_key,
        children.is_memo_line,
        arg_min(children.is_memo_line, children.row_no) over (
            partition by parents.amount_key
        ) as is_list_of_some
    from summary_amounts as parents
    inner join summary_amounts as children
        on
            parents.column_key = children.column_key
            and parents.table_id = children.table_id
            and parents.row_no = children.line_parent_row_no
    where
        parents.line_kind in ('balance', 'sub_balance')
        -- a number, or the name of a fund, shows whose parts the lines are
        and ({{ has_outline_mark('children.line_label') }} or children.line_source is not null)
),

nested_pairs as (
    select
        parent_key || '|parts' as place,
        disclosure_key,
        form_code,
        parent_label as line_label,
        measure_code,
        if(is_list_of_some, '>=', '=') as relation,
        parent_key as actual_key,
        amount_key as expected_key
    from nested
    where is_list_of_some or not is_memo_line
),


terms as (
    select
        grand_totals.amount_key as place,
        grand_totals.disclosure_key,
        grand_totals.form_code,
        grand_totals.line_label,
        grand_totals.measure_code,
        '=' as relation,
        closing_terms.term_side,
        closing_terms.amount_key
    from grand_totals
    inner join closing_terms on grand_totals.amount_key = closing_terms.grand_total_key
    union all
    {{ two_sides('nested_pairs') }}
)

{{ identity_terms('terms', 'summary_carry_forward') }}
