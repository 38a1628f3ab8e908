-- What lines of the procurement form say: quantity and price, the share of small enterprises, the project.
with

amounts as (
    select * from {{ ref('int_list_amount') }}
    where form_code = 'procurement'
),

totals as (
    select * from amounts
    where measure_code = 'total'
),

-- quantity x unit price = amount
line_places as (
    select
        totals.amount_key,
        prices.amount_key as price_key,
        totals.quantity
    from totals
    inner join amounts as prices
        on
            totals.table_id = prices.table_id
            and totals.row_no = prices.row_no
            and prices.measure_code = 'unit_price'
    where totals.row_kind = 'line' and totals.quantity is not null
),

line_terms as (
    select
        'procurement_line' as identity_code,
        amount_key as place,
        amount_key as total_key,
        '=' as relation,
        'actual' as term_side,
        amount_key,
        1::decimal(28, 8) as coefficient
    from line_places
    union all
    select
        'procurement_line' as identity_code,
        amount_key as place,
        amount_key as total_key,
        '=' as relation,
        'expected' as term_side,
        price_key as amount_key,
        quantity::decimal(28, 8) as coefficient
    from line_places
),

-- reserved for small enterprises <= amount
sme_places as (
    select
        reserved.amount_key as reserved_key,
        totals.amount_key
    from amounts as reserved
    inner join totals on reserved.table_id = totals.table_id and reserved.row_no = totals.row_no
    where reserved.measure_code = 'sme_reserved'
),

sme_terms as (
    select
        'procurement_sme' as identity_code,
        reserved_key as place,
        reserved_key as total_key,
        '<=' as relation,
        'actual' as term_side,
        reserved_key as amount_key,
        1::decimal(28, 8) as coefficient
    from sme_places
    union all
    select
        'procurement_sme' as identity_code,
        reserved_key as place,
        reserved_key as total_key,
        '<=' as relation,
        'expected' as term_side,
        amount_key,
        1::decimal(28, 8) as coefficient
    from sme_places
),

-- what is bought for a project <= the project's budget, which each of its lines prints again
project_places as (
    select
        lines.table_id || '|' || lines.project_name as place,
        lines.amount_key,
        first_value(budgets.amount_key) over (
            partition by lines.table_id, lines.project_name order by budgets.row_no
        ) as budget_key,
        min(budgets.amount_yuan) over (partition by lines.table_id, lines.project_name)
        = max(budgets.amount_yuan) over (partition by lines.table_id, lines.project_name) as is_one_budget
    from totals as lines
    inner join amounts as budgets
        on
            lines.table_id = budgets.table_id
            and lines.row_no = budgets.row_no
            and budgets.measure_code = 'project_budget'
    where lines.row_kind = 'line' and lines.project_name is not null
),

project_terms as (
    select
        'procurement_in_project' as identity_code,
        place,
        budget_key as total_key,
        '<=' as relation,
        'actual' as term_side,
        amount_key,
        1::decimal(28, 8) as coefficient
    from project_places
    where is_one_budget
    union all
    select distinct
        'procurement_in_project' as identity_code,
        place,
        budget_key as total_key,
        '<=' as relation,
        'expected' as term_side,
        budget_key as amount_key,
        1::decimal(28, 8) as coefficient
    from project_places
    where is_one_budget
),

all_terms as (
    select * from line_terms
    union all
    select * from sme_terms
    union all
    select * from project_terms
),

terms as (
    select
        all_terms.identity_code,
        all_terms.place,
        wholes.disclosure_key,
        wholes.form_code,
        coalesce(wholes.item_name, wholes.line_label) as line_label,
        wholes.measure_code,
        all_terms.relation,
        all_terms.term_side,
        all_terms.amount_key,
        all_terms.coefficient
    from all_terms
    inner join amounts as wholes on all_terms.total_key = wholes.amount_key
)

{{ identity_terms('terms', 'procurement', identity_column='identity_code', has_coefficients=true) }}
