with

amounts as (
    select * from {{ ref('int_published_amount') }}
),

forms as (
    select * from {{ ref('form') }}
),

-- A form may be printed in another form's layout: a fund's revenue beside its expenditure.
layouts as (
    select
        table_id,
        layout
    from {{ ref('int_recognised_table') }}
),

sources_of_money as (
    select fund_source_code as source_code
    from {{ ref('fund_source') }}
    where fund_source_code not in (select expenditure_type_code from {{ ref('expenditure_type') }})
),

-- Keys are text and never null, so that identities group and join on them plainly.
keyed as (
    select
        amounts.amount_key,
        amounts.disclosure_key,
        amounts.form_code,
        layouts.layout,
        case
            when layouts.layout in ('summary', 'items') then layouts.layout
            when amounts.form_code = 'revenue' then 'revenue'
            else 'expenditure'
        end as measure_scope,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        -- Money of this year and money carried forward add up each among themselves, as two bases do; of
        -- revenue where each source has a row and not a column.
        amounts.compared_basis
        || if(
            amounts.period is null
            or (amounts.form_code = 'revenue' and not coalesce(amounts.is_source_row, false)),
            '',
            ':' || amounts.period
        ) as amount_basis,
        amounts.amount_basis as printed_basis,
        amounts.period,
        coalesce(amounts.is_source_row, false) as is_source_row,
        coalesce(amounts.side, '') as side,
        coalesce(amounts.breakdown, '') as breakdown,
        coalesce(amounts.budget_unit_code, amounts.budget_unit_label, '') as unit_key,
        coalesce(amounts.budget_unit_label, '') as unit_label,
        amounts.budget_unit_code,
        coalesce(amounts.functional_code, '') as functional_code,
        coalesce(amounts.economic_code, '') as economic_code,
        coalesce(amounts.government_economic_code, '') as government_economic_code,
        coalesce(amounts.item_code, '') as item_code,
        coalesce(amounts.fund_source, '') as fund_source,
        coalesce(forms.fund_source, '') as form_fund_source,
        -- The total of the columns of carried-forward money.
        if(
            amounts.period = 'carried_forward'
            and amounts.measure_code = 'carried_forward_in'
            and amounts.form_code <> 'revenue',
            'total',
            amounts.measure_code
        ) as measure_code,
        amounts.line_label,
        amounts.line_role,
        amounts.line_kind,
        amounts.line_parent_row_no,
        amounts.is_memo as is_memo_line,
        amounts.amount_yuan,
        amounts.half_unit_yuan
    from amounts
    inner join forms on amounts.form_code = forms.form_code
    inner join layouts on amounts.table_id = layouts.table_id
),

named_columns as (
    select
        keyed.*,
        keyed.measure_scope <> 'revenue'
        and (sources_of_money.source_code is not null or keyed.measure_code = keyed.fund_source)
            as is_source_column
    from keyed
    left join sources_of_money on keyed.measure_code = sources_of_money.source_code
),

-- Outside revenue a column has two coordinates: the type of expenditure and the source of money.
-- A column that names a source alone holds all types of it.
coordinates as (
    select
        *,
        if(is_source_column, 'total', measure_code) as type_code,
        case
            when measure_scope = 'revenue' then ''
            when is_source_column then measure_code
            -- in a summary the line names the fund, unless the column does
            when layout = 'summary' and measure_code in ('amount', 'total') then ''
            else fund_source
        end as source_code
    from named_columns
),

-- A form prints its measures as columns, or each on a row of its own.
row_measures as (
    select
        table_id,
        count(distinct type_code || '|' || source_code) as measure_count
    from coordinates
    group by table_id, row_no, side, breakdown, amount_basis, item_code
),

table_shape as (
    select
        table_id,
        max(measure_count) > 1 as has_measure_columns
    from row_measures
    group by table_id
),

-- A form of items prints them as rows, or as columns and then a row is a form of its own.
row_items as (
    select
        table_id,
        count(distinct item_code) as item_count
    from coordinates
    where layout = 'items'
    group by table_id, row_no
),

item_shape as (
    select
        table_id,
        max(item_count) > 1 as has_item_columns
    from row_items
    group by table_id
)

select
    coordinates.*,
    coordinates.type_code in ('amount', 'total') as is_all_types,
    coordinates.source_code in ('', coordinates.form_fund_source) as is_all_sources,
    coalesce(item_shape.has_item_columns, false) as has_item_columns,
    concat_ws(
        '|',
        coordinates.table_id,
        coordinates.amount_basis,
        coordinates.side,
        coordinates.breakdown,
        coordinates.unit_key,
        coordinates.functional_code,
        coordinates.economic_code,
        coordinates.government_economic_code,
        coordinates.item_code,
        case
            when coordinates.layout = 'items' and item_shape.has_item_columns then coordinates.row_no
            when coordinates.layout <> 'items' and table_shape.has_measure_columns
                then coordinates.row_no
        end
    ) as line_key
from coordinates
inner join table_shape on coordinates.table_id = table_shape.table_id
left join item_shape on coordinates.table_id = item_shape.table_id
