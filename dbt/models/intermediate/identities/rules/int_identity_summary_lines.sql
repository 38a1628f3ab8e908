with

summary_amounts as (
    select * from {{ ref('int_identity_summary') }}
),

summary_columns as (
    select distinct
        column_key,
        unnest([column_key, shared_column_key]) as any_column_key
    from summary_amounts
),

-- A total printed once across several breakdowns of one side is the total of each of them.
totals as (
    select
        summary_columns.column_key,
        totals.amount_key,
        totals.line_label,
        totals.line_kind
    from summary_columns
    inner join summary_amounts as totals
        on
            summary_columns.any_column_key = totals.column_key
            and totals.line_kind in ('current_year_total', 'grand_total')
    qualify
        dense_rank() over (
            partition by summary_columns.column_key, totals.line_kind
            order by totals.column_key != summary_columns.column_key
        ) = 1
),

has_current_year_total as (
    select distinct column_key
    from totals
    where line_kind = 'current_year_total'
),

-- Where no current-year total is printed, the grand total closes the lines and the balances together.
line_totals as (
    select
        totals.column_key,
        totals.amount_key,
        totals.line_label,
        totals.line_kind
    from totals
    left join has_current_year_total on totals.column_key = has_current_year_total.column_key
    where
        totals.line_kind = 'current_year_total'
        or has_current_year_total.column_key is null
),

top_level as (
    select
        line_totals.amount_key as parent_key,
        line_totals.line_label as parent_label,
        top_lines.disclosure_key,
        top_lines.form_code,
        top_lines.measure_code,
        top_lines.column_key,
        '=' as relation,
        top_lines.amount_key
    from line_totals
    inner join summary_amounts as top_lines
        on
            line_totals.column_key = top_lines.column_key
            and (
                top_lines.line_kind = 'line'
                or (line_totals.line_kind = 'grand_total' and top_lines.line_kind = 'balance')
            )
),

-- 罚没收入, 专项收入 … below 非税收入 are what it is made of, numbered or not.
non_tax_lines as (
    select distinct summary_amounts.line_label
    from summary_amounts
    inner join {{ ref('total_label') }} as labels
        on labels.scope = 'non_tax' and regexp_matches(summary_amounts.line_label, labels.must_match)
    where summary_amounts.side = 'revenue'
),

nested as (
    select
        parents.amount_key as parent_key,
        parents.line_label as parent_label,
        children.*,
        -- 其中 opens a list that names a part of its parent only.
        arg_min(children.is_memo_line, children.row_no) over (
            partition by parents.amount_key
        ) as is_list_of_some
    from summary_amounts as parents
    inner join summary_amounts as children
        on
            parents.column_key = children.column_key
            and parents.table_id = children.table_id
            and parents.row_no = children.line_parent_row_no
    left join non_tax_lines on children.line_label = non_tax_lines.line_label
    where
        parents.line_kind in ('line', 'sub_line')
        -- an outline number, 其中 or a code shows whose parts the lines are; other lines may be of several
        -- levels
        and (
            {{ has_outline_mark('children.line_label') }}
            or length(children.functional_code) > 3
            -- the three funds are what appropriations are made of
            or (
                parents.line_source = 'fiscal_appropriation'
                and children.line_source in (
                    'general_public_budget', 'government_fund_budget', 'state_capital_budget'
                )
            )
            or (non_tax_lines.line_label is not null and regexp_matches(parents.line_label, '非税'))
        )
),

-- Lines without a mark, or of which 其中 names some, may be of several levels: where all that stand below a
-- line make it up they are its parts, and where they do not they accuse nobody.
lists as (
    select
        parents.amount_key as parent_key,
        parents.line_label as parent_label,
        parents.amount_yuan as parent_yuan,
        children.*
    from summary_amounts as parents
    inner join summary_amounts as children
        on
            parents.column_key = children.column_key
            and parents.table_id = children.table_id
            and parents.row_no = children.line_parent_row_no
    where
        parents.line_kind in ('line', 'sub_line')
        and parents.amount_yuan != 0
        and parents.amount_key not in (
            select nested.parent_key from nested
            where not nested.is_list_of_some
        )
),

whole_lists as (
    select *
    from lists
    window same_parent as (partition by parent_key)
    qualify sum(amount_yuan) over same_parent = parent_yuan and count(*) over same_parent > 1
),

-- What 基本支出, 项目支出 and their parts are called where a summary prints them as lines.
type_lines as (
    select
        summary_amounts.*,
        labels.measure_code as type_measure
    from summary_amounts
    inner join {{ ref('total_label') }} as labels
        on
            labels.scope = 'heading'
            and regexp_matches(
                regexp_replace({{ without_line_number('summary_amounts.line_label') }}, '^其中[:：]?', ''),
                labels.must_match
            )
    where summary_amounts.side = 'expenditure'
),

-- Below the total of this year, the types make up all of it where both are printed; so do 人员经费 and 公用经费
-- below 基本支出.
types_of_whole as (
    select
        line_totals.amount_key as parent_key,
        line_totals.line_label as parent_label,
        types.*
    from line_totals
    inner join type_lines as types
        on line_totals.column_key = types.column_key and types.line_kind = 'part_of_total'
    where
        line_totals.line_kind = 'current_year_total'
        and types.type_measure not in ('personnel', 'operating')
    union all
    select
        wholes.amount_key as parent_key,
        wholes.line_label as parent_label,
        types.*
    from type_lines as wholes
    inner join type_lines as types
        on
            wholes.column_key = types.column_key
            and wholes.table_id = types.table_id
            and wholes.row_no = types.line_parent_row_no
            and types.type_measure in ('personnel', 'operating')
            and not {{ has_outline_mark('types.line_label') }}
    where wholes.type_measure = 'basic'
),

types_of_total as (
    select *
    from types_of_whole
    window same_total as (partition by parent_key, column_key)
    qualify
        bool_or(type_measure in ('basic', 'personnel')) over same_total
        and bool_or(type_measure in ('project', 'operating')) over same_total
),

pairs as (
    select
        concat_ws('|', parent_key, column_key, 'types') as place,
        disclosure_key,
        form_code,
        parent_label as line_label,
        measure_code,
        '=' as relation,
        parent_key as actual_key,
        amount_key as expected_key
    from types_of_total
    union all
    select
        concat_ws('|', parent_key, column_key) as place,
        disclosure_key,
        form_code,
        parent_label as line_label,
        measure_code,
        relation,
        parent_key as actual_key,
        amount_key as expected_key
    from top_level
    union all
    select
        concat_ws('|', parent_key, column_key, 'parts') as place,
        disclosure_key,
        form_code,
        parent_label as line_label,
        measure_code,
        if(is_list_of_some, '>=', '=') as relation,
        parent_key as actual_key,
        amount_key as expected_key
    from nested
    where is_list_of_some or not is_memo_line
    union all
    select
        concat_ws('|', parent_key, column_key, 'list') as place,
        disclosure_key,
        form_code,
        parent_label as line_label,
        measure_code,
        '=' as relation,
        parent_key as actual_key,
        amount_key as expected_key
    from whole_lists
),

terms as (
    {{ two_sides('pairs') }}
),

columns_without_total as (
    select distinct
        top_lines.disclosure_key,
        top_lines.form_code,
        'a column of lines has no total' as reason
    from summary_amounts as top_lines
    left join totals on top_lines.column_key = totals.column_key
    where top_lines.line_kind = 'line' and totals.column_key is null
)

{{ identity_terms('terms', 'summary_lines') }}
union all
{{ identity_gaps('columns_without_total', 'summary_lines') }}
