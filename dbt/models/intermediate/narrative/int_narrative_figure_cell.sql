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

-- Codes of the economic classifications where no function divides them.
economic_rows as (
    select * from amounts
    where
        unit_key = ''
        and functional_code = ''
        and economic_code || government_economic_code <> ''
        and (economic_code = '' or government_economic_code = '')
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
