with

figures as (
    select * from {{ ref('int_identity_figure') }}
),

summary_lines as (
    select * from {{ ref('int_identity_summary') }}
    where line_kind in ('line', 'sub_line') and is_all_types and unit_key = ''
),

amounts as (
    select * from {{ ref('int_identity_amount') }}
),

forms as (
    select * from {{ ref('form') }}
),

fund_sources as (
    select * from {{ ref('fund_source') }}
),

categories as (
    select * from {{ ref('list_category') }}
),

-- Codes of the economic classifications where no function divides them.
economic_rows as (
    select * from amounts
    where
        unit_key = ''
        and functional_code = ''
        and economic_code || government_economic_code <> ''
        and (economic_code = '' or government_economic_code = '')
),

---------- lists

list_amounts as (
    select
        amounts.* replace (coalesce(amounts.item_name, amounts.line_label) as line_label),
        coalesce(fund_sources.fund_source_code, '') as source_code
    from {{ ref('int_list_amount') }} as amounts
    left join fund_sources on amounts.measure_code = fund_sources.fund_source_code
    where amounts.measure_code = 'total' or fund_sources.fund_source_code is not null
),

list_totals as (
    select
        *,
        'total' as figure_code
    from list_amounts
    -- A list of assets that is one line long is its own total.
    where row_kind = 'total' or (form_code = 'fixed_assets' and row_kind = 'line')
    window same_figure as (partition by disclosure_key, form_code, source_code)
    qualify
        count(*) over same_figure = 1
        or (row_kind = 'total' and count(*) filter (where row_kind = 'total') over same_figure = 1)
),

-- Goods, works and services, where one row prints each.
list_categories as (
    select
        list_amounts.*,
        categories.category_code as figure_code
    from list_amounts
    inner join categories
        on
            list_amounts.form_code = categories.form_code
            and regexp_matches({{ remove_space('list_amounts.item_name') }}, categories.must_match)
    qualify
        count(*) over (
            partition by list_amounts.disclosure_key, list_amounts.source_code, categories.category_code
        ) = 1
),

list_figures as (
    select * from list_totals
    union all by name
    select * from list_categories
),

united as (
    select
        disclosure_key,
        form_code,
        amount_basis,
        if(regexp_full_match(figure_code, '\d+'), 'code', figure_code) as figure_code,
        if(regexp_full_match(figure_code, '\d+'), figure_code, '') as code,
        type_code,
        source_code,
        measure_code,
        amount_key,
        line_label
    from figures
    union all
    select
        disclosure_key,
        form_code,
        amount_basis,
        'revenue line' as figure_code,
        '' as code,
        'total' as type_code,
        line_source as source_code,
        measure_code,
        amount_key,
        line_label
    from summary_lines
    where side = 'revenue' and line_source is not null
    union all
    select
        disclosure_key,
        form_code,
        amount_basis,
        'expenditure class' as figure_code,
        functional_code as code,
        'total' as type_code,
        source_code,
        measure_code,
        amount_key,
        line_label
    from summary_lines
    where side = 'expenditure' and functional_code <> ''
    union all
    select
        disclosure_key,
        form_code,
        amount_basis,
        'economic' as figure_code,
        economic_code || government_economic_code as code,
        'total' as type_code,
        source_code,
        measure_code,
        amount_key,
        line_label
    from economic_rows
    where is_all_types
    union all
    select
        disclosure_key,
        form_code,
        amount_basis,
        figure_code,
        '' as code,
        'total' as type_code,
        source_code,
        measure_code,
        amount_key,
        line_label
    from list_figures
)

select
    united.disclosure_key,
    united.form_code,
    united.amount_basis,
    united.figure_code,
    united.code,
    united.type_code,
    united.source_code,
    united.measure_code,
    united.amount_key,
    united.line_label,
    united.source_code in ('', coalesce(forms.fund_source, '')) as is_all_sources
from united
inner join forms on united.form_code = forms.form_code
