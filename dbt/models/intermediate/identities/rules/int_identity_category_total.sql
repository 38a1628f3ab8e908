-- 人员经费合计 and 公用经费合计 below the economic codes of basic expenditure.
with

amounts as (
    select * from {{ ref('int_identity_amount') }}
    where layout = 'rows'
),

categories as (
    select
        economic_class_code,
        cost_category,
        case cost_category when 'personnel' then '人员' else '公用' end as category_word
    from {{ ref('cost_category') }}
),

divided_tables as (
    select distinct table_id
    from amounts
    where economic_code != '' and measure_code in ('personnel', 'operating')
),

subtotals as (
    select
        amounts.*,
        divided_tables.table_id is not null as has_category_columns,
        regexp_extract(
            {{ compact('amounts.line_label') }}, '^(?:日常)?(人员|公用)(?:经费|支出)?(?:合计|小计|总计)$', 1
        ) as category_word
    from amounts
    left join divided_tables on amounts.table_id = divided_tables.table_id
    where amounts.line_kind = 'name' and amounts.economic_code = '' and amounts.unit_key = ''
),

printed_codes as (
    select distinct
        table_id,
        economic_code
    from amounts
    where economic_code != ''
),

codes_below_others as (
    select distinct
        codes.table_id,
        codes.economic_code
    from printed_codes as codes
    inner join printed_codes as others
        on
            codes.table_id = others.table_id
            and codes.economic_code != others.economic_code
            and starts_with(codes.economic_code, others.economic_code)
),

-- The codes printed highest: no shorter code that theirs begins with is printed.
top_amounts as (
    select
        amounts.*,
        categories.category_word
    from amounts
    inner join categories on left(amounts.economic_code, 3) = categories.economic_class_code
    left join codes_below_others
        on
            amounts.table_id = codes_below_others.table_id
            and amounts.economic_code = codes_below_others.economic_code
    where codes_below_others.economic_code is null and amounts.unit_key = '' and amounts.functional_code = ''
),

pairs as (
    select
        subtotals.amount_key as place,
        subtotals.disclosure_key,
        subtotals.form_code,
        subtotals.line_label,
        subtotals.measure_code,
        '=' as relation,
        subtotals.amount_key as actual_key,
        top_amounts.amount_key as expected_key
    from subtotals
    inner join top_amounts
        on
            subtotals.table_id = top_amounts.table_id
            and subtotals.amount_basis = top_amounts.amount_basis
            and (
                subtotals.measure_code = top_amounts.measure_code
                -- Where no column tells the categories apart, the label of the sum does.
                or (top_amounts.measure_code = 'total' and not subtotals.has_category_columns)
            )
            and subtotals.category_word = top_amounts.category_word
    where subtotals.category_word != ''
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'category_total') }}
