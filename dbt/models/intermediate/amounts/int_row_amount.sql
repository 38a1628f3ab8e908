{# Every amount printed in a recognised form beside the line, the side and the codes of its row. #}
with

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

roles as (
    select * from {{ ref('int_column_role') }}
    where column_role = 'amount'
),

lines as (
    select * from {{ ref('int_form_line') }}
),

class_names as (
    select * from {{ ref('int_class_name') }}
),

summary_codes as (
    select * from {{ ref('int_summary_code') }}
),

measure_rows as (
    select * from {{ ref('int_measure_row') }}
),

stacked as (
    select * from {{ ref('int_stacked_summary') }}
),

amounts as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.text as printed_text,
        cells.amount_printed,
        cells.decimals,
        cells.page_no,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        recognised.form_code,
        recognised.layout,
        coalesce(cells.own_unit, recognised.printed_unit) as printed_unit,
        coalesce(cells.own_unit <> recognised.printed_unit, false) as has_unit_of_its_own,
        recognised.document_id as document_key,
        disclosures.disclosure_key,
        disclosures.budget_stage,
        {{ block_of_row() }} as block_no,
        roles.header_path,
        roles.measure_code as column_measure,
        roles.fund_source,
        roles.basis_term,
        roles.plan_or_outcome,
        roles.period,
        -- 2026年“三公”经费预算数 over the amounts of all lines: the form's name, which a line's item goes before.
        roles.column_item_code in ('three_public_total', 'grand_total')
        and min(roles.column_item_code) over (partition by cells.table_id)
        = max(roles.column_item_code) over (partition by cells.table_id)
        and count(*) over (partition by cells.table_id)
        = count(roles.column_item_code) over (partition by cells.table_id) as is_item_of_form,
        roles.column_item_code,
        min(cells.row_no) over (partition by cells.table_id)
        = max(cells.row_no) over (partition by cells.table_id) as is_only_row
    from {{ ref('stg_cell') }} as cells
    inner join recognised on cells.table_id = recognised.table_id
    inner join disclosure_tables on cells.table_id = disclosure_tables.table_id
    inner join disclosures on disclosure_tables.disclosure_key = disclosures.disclosure_key
    -- A figure over the columns of labels and one of amounts is that column's: 合计 drawn over both.
    inner join roles
        on
            cells.table_id = roles.table_id
            and roles.column_no between cells.column_no and cells.column_no + cells.column_span - 1
    left join stacked on cells.table_id = stacked.table_id
    where
        not cells.is_header
        and cells.amount_printed is not null
        and recognised.layout in ('summary', 'rows', 'items')
        and roles.measure_code is not null
    qualify
        roles.column_no = cells.column_no
        or count(*) over (partition by cells.table_id, cells.row_no, cells.column_no) = 1
),

-- Vehicles, delegations and guests that a form counts below its money, and sums that check it.
other_rows as (
    select distinct
        lines.table_id,
        lines.row_no,
        lines.block_no
    from lines
    inner join {{ ref('total_label') }} as labels
        on
            labels.scope = 'items'
            and labels.line_kind = 'count'
            and regexp_matches({{ compact('lines.line_label') }}, labels.must_match)
    where lines.layout = 'items'
    union
    select
        table_id,
        row_no,
        block_no
    from {{ ref('int_check_row') }}
),

-- The places a form usually prints: a shorter figure (0, 98.9) lost its zeros, not its precision.
usual_places as (
    select
        table_id,
        max(decimals) as decimals
    from (
        select
            table_id,
            decimals,
            count(*) as figure_count
        from amounts
        group by table_id, decimals
        qualify
            count(*) >= 0.2 * sum(count(*)) over (partition by table_id)
            or row_number() over (partition by table_id order by count(*) desc, decimals desc) = 1
    ) as frequent_places
    group by table_id
),

-- How many amount columns of this year a block has: one column is the amount itself.
block_columns as (
    select
        table_id,
        block_no,
        count(*) filter (where measure_code <> 'total') as part_column_count
    from ({{ columns_of_blocks() }}) as block_roles
    where column_role = 'amount' and basis_term is distinct from 'prior_year'
    group by table_id, block_no
),

-- The side of a summary, from the words of its columns, else from its lines.
block_sides as (
    select
        lines.table_id,
        lines.block_no,
        case
            when bool_or(stacked.table_id is not null)
                then if(lines.block_no = 1, 'revenue', 'expenditure')
            when bool_or(regexp_matches(coalesce(headers.header_path, ''), '支出')) then 'expenditure'
            when bool_or(regexp_matches(coalesce(headers.header_path, ''), '收入')) then 'revenue'
            when
                count(*) filter (where lines.line_label like '%支出%')
                >= count(*) filter (where lines.line_label like '%收入%' or lines.line_label like '%拨款%')
                then 'expenditure'
            else 'revenue'
        end as side,
        case
            when bool_or(regexp_matches(coalesce(headers.header_path, ''), '政府.{0,10}经济'))
                then 'government_economic'
            when bool_or(regexp_matches(coalesce(headers.header_path, ''), '经济')) then 'department_economic'
            when
                count(*) filter (
                    where
                    lines.line_kind <> 'part_of_total'
                    and regexp_matches(
                        lines.line_name, '^(基本支出|项目支出|人员(类|经费|支出)|(其他)?运转类|特定目标类)'
                    )
                ) > 0
                and count(*) filter (where class_names.functional_code is not null) < 3
                then 'expenditure_type'
            else 'functional'
        end as breakdown
    from lines
    left join (
        select
            table_id,
            block_no,
            string_agg(header_path, ' ') as header_path
        from {{ ref('int_column_role') }}
        where block_no is not null
        group by table_id, block_no
    ) as headers
        on lines.table_id = headers.table_id and lines.block_no = headers.block_no
    left join class_names on lines.line_name = class_names.class_name
    left join stacked on lines.table_id = stacked.table_id
    where lines.layout = 'summary'
    group by lines.table_id, lines.block_no
),

described as (
    select
        amounts.* exclude (
            has_unit_of_its_own, fund_source, basis_term, plan_or_outcome,
            column_measure, column_item_code, is_item_of_form
        ),
        if(amounts.is_item_of_form and lines.item_code is not null, null, amounts.column_item_code)
            as column_item_code,
        coalesce(measure_rows.measure_code, amounts.column_measure) as column_measure,
        measure_rows.measure_code as row_measure,
        -- A type on a row of its own, and the fund over the column.
        coalesce(
            amounts.fund_source,
            if(
                measure_rows.scope = 'expenditure' and amounts.period is null,
                nullif(amounts.column_measure, 'total'),
                null
            )
        ) as fund_source,
        measure_rows.scope as row_measure_scope,
        coalesce(line_basis.basis_term, amounts.basis_term) as basis_term,
        if(line_basis.basis_term is null, amounts.plan_or_outcome, line_basis.plan_or_outcome)
            as plan_or_outcome,
        -- 300万元 among figures in yuan is as exact as it says.
        if(amounts.has_unit_of_its_own, 0, coalesce(usual_places.decimals, 0)) as usual_decimals,
        lines.printed_row_no,
        lines.line_label,
        -- A form that prints one row of amounts and says nothing beside it prints its total.
        if(
            amounts.layout = 'rows'
            and amounts.is_only_row
            and coalesce(
                lines.line_label, lines.functional_code, lines.economic_code, lines.budget_unit_label, ''
            ) = '',
            'total',
            lines.line_kind
        ) as line_kind,
        coalesce(summary_codes.line_parent_row_no, lines.line_parent_row_no) as line_parent_row_no,
        coalesce(measure_rows.is_memo, lines.is_memo) as is_memo,
        lines.is_part_of_code,
        lines.is_level_unknown,
        lines.item_code as row_item_code,
        lines.functional_code as row_functional_code,
        lines.economic_code,
        lines.government_economic_code,
        lines.code_source,
        lines.budget_unit_code,
        lines.budget_unit_label,
        lines.unit_count,
        lines.total_row_count,
        coalesce(class_names.functional_code, summary_codes.functional_code) as named_code,
        block_sides.side,
        -- A total printed once over several breakdowns is of none of them.
        case
            when block_sides.side = 'expenditure' and not coalesce(lines.spans_blocks, false)
                then block_sides.breakdown
        end as breakdown,
        coalesce(block_columns.part_column_count, 0) as part_column_count
    from amounts
    left join lines
        on
            amounts.table_id = lines.table_id
            and amounts.row_no = lines.row_no
            and amounts.block_no = lines.block_no
    left join {{ ref('int_line_basis') }} as line_basis
        on
            amounts.table_id = line_basis.table_id
            and amounts.row_no = line_basis.row_no
            and amounts.block_no = line_basis.block_no
    left join summary_codes
        on
            amounts.table_id = summary_codes.table_id
            and amounts.row_no = summary_codes.row_no
            and amounts.block_no = summary_codes.block_no
    left join measure_rows
        on amounts.table_id = measure_rows.table_id and amounts.row_no = measure_rows.row_no
    left join other_rows
        on
            amounts.table_id = other_rows.table_id
            and amounts.row_no = other_rows.row_no
            and amounts.block_no = other_rows.block_no
    left join usual_places on amounts.table_id = usual_places.table_id
    left join block_sides
        on amounts.table_id = block_sides.table_id and amounts.block_no = block_sides.block_no
    left join block_columns
        on amounts.table_id = block_columns.table_id and amounts.block_no = block_columns.block_no
    left join class_names
        on
            lines.line_name = class_names.class_name
            and block_sides.side = 'expenditure'
            and block_sides.breakdown = 'functional'
            and lines.line_kind in ('line', 'sub_line')
    where other_rows.table_id is null
)

select
    *,
    coalesce(row_functional_code, named_code) as functional_code,
    coalesce(economic_code, row_functional_code, government_economic_code) as leaf_code_basis
from described
