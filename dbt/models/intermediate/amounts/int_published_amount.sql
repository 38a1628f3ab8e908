{% set year_of_header = "try_cast(regexp_extract(header_path, '20\\d{2}') as integer)" %}
with

coded as (
    select * from {{ ref('int_row_amount') }}
),

lines as (
    select * from {{ ref('int_form_line') }}
),

summary_codes as (
    select * from {{ ref('int_summary_code') }}
),

-- A row is a parent when a deeper code of its own class is printed for the same unit.
code_prefixes as (
    select distinct
        table_id,
        block_no,
        budget_unit_label,
        left(coded.leaf_code_basis, prefixes.prefix_length) as code
    from coded
    cross join (values (3), (5)) as prefixes (prefix_length)
    where leaf_code_basis is not null and length(leaf_code_basis) > prefix_length
),

-- One code printed on two levels (21999 for the section and for its item): the row that the next rows
-- of the very same code add up to is their sum. A row of a code without a level below is none.
code_rows as (
    select
        table_id,
        row_no,
        block_no,
        budget_unit_label,
        leaf_code_basis,
        coalesce(functional_code, '') || '|' || coalesce(economic_code, '') || '|'
        || coalesce(government_economic_code, '') as codes,
        map_from_entries(list((column_no, amount_printed) order by column_no)) as figures
    from coded
    where leaf_code_basis is not null and layout = 'rows' and amount_printed <> 0
    group by all
),

code_runs as (
    select
        *,
        lag(leaf_code_basis) over block_rows as code_above,
        lead(codes) over block_rows as codes_below,
        lead(figures) over block_rows as figures_below,
        lead(budget_unit_label) over block_rows as unit_below
    from code_rows
    window block_rows as (partition by table_id, block_no order by row_no)
),

repeated_codes as (
    select
        table_id,
        row_no,
        block_no
    from code_runs
    where
        codes = codes_below
        and figures = figures_below
        and budget_unit_label is not distinct from unit_below
        and (
            length(leaf_code_basis) = 3
            or (length(leaf_code_basis) = 5 and left(leaf_code_basis, 1) = '2')
            or (length(leaf_code_basis) = 7 and length(code_above) = 3)
        )
),

line_parents as (
    select distinct
        table_id,
        block_no,
        line_parent_row_no as row_no
    from lines
    where line_parent_row_no is not null and not is_memo and not coalesce(is_level_unknown, false)
    union
    select distinct
        table_id,
        block_no,
        line_parent_row_no as row_no
    from summary_codes
    union
    select
        table_id,
        block_no,
        row_no
    from repeated_codes
),

units_with_codes as (
    select distinct
        table_id,
        block_no,
        budget_unit_label
    from coded
    where leaf_code_basis is not null
),

-- Beside rows with codes, a row without one that is named a sum (人员经费合计 below the economic
-- codes of final accounts) holds rows above it again.
measure_parents as (
    select distinct
        parts.table_id,
        paths.ancestor_code as row_measure
    from coded as parts
    inner join {{ ref('int_measure_path') }} as paths
        on
            parts.row_measure = paths.measure_code
            and parts.row_measure_scope = paths.scope
            and paths.steps > 0
    where not parts.is_memo
),

printed_rows as (
    select distinct
        table_id,
        row_no,
        block_no,
        leaf_code_basis is not null as has_code
    from coded
),

rows_above_codes as (
    select
        table_id,
        row_no,
        block_no
    from printed_rows
    qualify not has_code and lead(has_code) over (partition by table_id, block_no order by row_no)
),

subtotal_rows as (
    select
        coded.table_id,
        coded.row_no,
        coded.block_no,
        max(labels.measure_code) as measure_code,
        bool_or(labels.scope in ('heading', 'fund_heading')) as is_heading
    from coded
    left join rows_above_codes
        on
            coded.table_id = rows_above_codes.table_id
            and coded.row_no = rows_above_codes.row_no
            and coded.block_no = rows_above_codes.block_no
    inner join {{ ref('total_label') }} as labels
        on
            (
                labels.scope = 'uncoded'
                or (rows_above_codes.table_id is not null and labels.scope in ('heading', 'fund_heading'))
            )
            and regexp_matches({{ without_line_number('coded.line_label') }}, labels.must_match)
            and not regexp_matches(
                {{ without_line_number('coded.line_label') }}, coalesce(labels.must_not_match, '^$')
            )
    inner join units_with_codes as coded_rows on coded.table_id = coded_rows.table_id
    where coded.line_kind = 'name'
    group by coded.table_id, coded.row_no, coded.block_no
),

unit_prefixes as (
    select distinct
        parents.table_id,
        parents.block_no,
        parents.budget_unit_code
    from coded as parents
    inner join coded as children
        on
            parents.table_id = children.table_id
            and parents.block_no = children.block_no
            and parents.budget_unit_code <> children.budget_unit_code
            and starts_with(children.budget_unit_code, parents.budget_unit_code)
),

budget_units as (
    select distinct
        table_id,
        block_no,
        budget_unit_label,
        {{ compact('budget_unit_label') }} as unit_name,
        regexp_replace({{ compact('budget_unit_label') }}, '[(]本级[)]$|本级$', '') as department_name
    from coded
    where budget_unit_label is not null
),

-- A unit beside which its own accounts stand (X and X（本级）) is the department of all units.
department_units as (
    select distinct
        departments.table_id,
        departments.block_no,
        departments.budget_unit_label
    from budget_units as departments
    inner join budget_units as own_units
        on
            departments.table_id = own_units.table_id
            and departments.block_no = own_units.block_no
            and departments.unit_name = own_units.department_name
    where own_units.unit_name <> own_units.department_name
),

items as (
    select * from {{ ref('three_public_item') }}
),

-- Sub-items ("其中：教学科研人员…") divide an item, and often not the whole of it.
standard_items as (
    select distinct item_code
    from items
    where part_of in ('grand_total', 'three_public_total', 'vehicle_total')
),

printed_item_parents as (
    select distinct
        coded.table_id,
        items.part_of as item_code
    from coded
    inner join items on coalesce(coded.column_item_code, coded.row_item_code) = items.item_code
    where items.part_of is not null and items.item_code in (select item_code from standard_items)
),

-- Where a form of items lists units, the rows above them hold them already.
item_units as (
    select distinct
        table_id,
        block_no,
        budget_unit_code,
        coalesce(budget_unit_label, '') as budget_unit_label
    from coded
    where layout = 'items'
),

divided_units as (
    select distinct
        wholes.table_id,
        wholes.block_no,
        wholes.budget_unit_code,
        wholes.budget_unit_label
    from item_units as wholes
    inner join item_units as parts
        on
            wholes.table_id = parts.table_id
            and wholes.block_no = parts.block_no
            and (
                (wholes.budget_unit_label = '' and parts.budget_unit_label <> '')
                or (
                    wholes.budget_unit_code <> parts.budget_unit_code
                    and starts_with(parts.budget_unit_code, wholes.budget_unit_code)
                )
            )
),

-- Last year's budget and what came of it, side by side: this year's figures compare with the one of their own
-- stage, and the other is told apart from it.
years_before as (
    select
        table_id,
        row_no,
        column_no,
        case
            when budget_stage = 'final_accounts' then nullif(plan_or_outcome, 'outcome')
            when plan_or_outcome = 'outcome' then plan_or_outcome
            when bool_or(plan_or_outcome = 'budget') over (partition by table_id)
                then nullif(plan_or_outcome, 'budget')
        end as other_stage
    from coded
    where basis_term = 'prior_year'
),

other_stages as (
    select
        table_id,
        row_no,
        column_no,
        'prior_year_' || other_stage as other_basis,
        bool_or(other_stage is null) over (partition by table_id) as is_beside_own_stage
    from years_before
    qualify other_stage is not null
),

classified as (
    select
        coded.*,
        other_stages.other_basis,
        coalesce(
            coded.column_item_code,
            coded.row_item_code,
            case when coded.layout = 'items' then 'unknown' end
        ) as item_code,
        case
            -- 人员经费合计 says by its label what a column says elsewhere.
            when
                coded.column_measure = 'total'
                and coalesce(coded.part_column_count, 0) = 0
                and subtotal_rows.measure_code is not null
                then subtotal_rows.measure_code
            when coded.layout <> 'summary' then coded.column_measure
            when coded.column_measure <> 'total' then coded.column_measure
            when coded.side = 'revenue' then 'amount'
            when coded.form_code = 'appropriation_summary' then 'total'
            when coded.part_column_count > 0 then 'total'
            else 'amount'
        end as measure_code,
        coalesce(
            case when other_stages.is_beside_own_stage then other_stages.other_basis end,
            coded.basis_term,
            case when coded.budget_stage = 'final_accounts' then 'final' else 'budget' end
        ) as amount_basis,
        case
            when coded.line_kind in ('total', 'current_year_total', 'grand_total') then 'total'
            when coded.line_kind = 'unit' and coded.total_row_count = 0 and coded.unit_count = 1 then 'total'
            when
                coalesce(department_units.table_id, department_rows.table_id) is not null
                and coded.total_row_count = 0
                then 'total'
            when coalesce(department_units.table_id, department_rows.table_id) is not null then 'subtotal'
            when
                coded.line_kind = 'unit'
                and coalesce(units_with_codes.table_id, unit_prefixes.table_id) is not null
                then 'subtotal'
            -- 基本支出 above the codes of which it is the sum, or below the total of all lines.
            when subtotal_rows.is_heading or coded.line_kind = 'part_of_total' then 'subtotal'
            -- A line without a code of its own below the line of that code.
            when coded.is_part_of_code then 'detail'
            when coalesce(code_prefixes.code, subtotal_rows.table_id) is not null then 'subtotal'
            when
                coded.layout = 'rows'
                and coded.line_kind = 'name'
                and {{ is_sum_of_units_rows(compact('coded.line_label')) }}
                then 'subtotal'
            when coalesce(line_parents.table_id, measure_parents.table_id) is not null then 'subtotal'
            when
                coalesce(coded.column_item_code, coded.row_item_code) in ('grand_total', 'three_public_total')
                then 'total'
            when printed_item_parents.item_code is not null then 'subtotal'
            when divided_units.table_id is not null then 'subtotal'
            else 'detail'
        end as line_role,
        -- 其中 before the first of the items that make up a total belongs to all of them.
        coalesce(coded.is_memo, false) and standard_items.item_code is null as is_memo_line
    from coded
    left join other_stages
        on
            coded.table_id = other_stages.table_id
            and coded.row_no = other_stages.row_no
            and coded.column_no = other_stages.column_no
    left join code_prefixes
        on
            coded.table_id = code_prefixes.table_id
            and coded.block_no = code_prefixes.block_no
            and coded.leaf_code_basis = code_prefixes.code
            and coded.budget_unit_label is not distinct from code_prefixes.budget_unit_label
    left join subtotal_rows
        on
            coded.table_id = subtotal_rows.table_id
            and coded.row_no = subtotal_rows.row_no
            and coded.block_no = subtotal_rows.block_no
    left join measure_parents
        on coded.table_id = measure_parents.table_id and coded.row_measure = measure_parents.row_measure
    left join line_parents
        on
            coded.table_id = line_parents.table_id
            and coded.block_no = line_parents.block_no
            and coded.row_no = line_parents.row_no
    left join units_with_codes
        on
            coded.table_id = units_with_codes.table_id
            and coded.block_no = units_with_codes.block_no
            -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
            and if(coded.line_kind = 'unit', coded.budget_unit_label, null)
            = units_with_codes.budget_unit_label
    left join department_units
        on
            coded.table_id = department_units.table_id
            and coded.block_no = department_units.block_no
            and if(coded.line_kind = 'unit', coded.budget_unit_label, null)
            = department_units.budget_unit_label
    left join {{ ref('int_department_row') }} as department_rows
        on
            coded.table_id = department_rows.table_id
            and coded.block_no = department_rows.block_no
            and coded.row_no = department_rows.row_no
    left join unit_prefixes
        on
            coded.table_id = unit_prefixes.table_id
            and coded.block_no = unit_prefixes.block_no
            and if(coded.line_kind = 'unit', coded.budget_unit_code, null) = unit_prefixes.budget_unit_code
    left join printed_item_parents
        on
            coded.table_id = printed_item_parents.table_id
            and coalesce(coded.column_item_code, coded.row_item_code) = printed_item_parents.item_code
    left join standard_items
        on coalesce(coded.column_item_code, coded.row_item_code) = standard_items.item_code
    left join divided_units
        on
            if(coded.layout = 'items', coded.table_id, null) = divided_units.table_id
            and coded.block_no = divided_units.block_no
            and coded.budget_unit_code is not distinct from divided_units.budget_unit_code
            and coalesce(coded.budget_unit_label, '') = divided_units.budget_unit_label
)

select
    table_id || '-' || row_no || '-' || column_no as amount_key,
    disclosure_key,
    document_key,
    form_code,
    budget_stage,
    table_id,
    row_no,
    column_no,
    printed_row_no,
    amount_basis,
    -- What identities compare it with, also where no other column of that year stands beside it.
    -- 2023年决算数 beside 2024年执行数: of two years before, the earlier compares with itself alone.
    coalesce(other_basis, amount_basis)
    || if(
        starts_with(amount_basis, 'prior_year')
        and {{ year_of_header }} < max(
            if(starts_with(amount_basis, 'prior_year'), {{ year_of_header }}, null)
        ) over (partition by table_id),
        ':' || {{ year_of_header }},
        ''
    ) as compared_basis,
    side,
    breakdown,
    budget_unit_code,
    budget_unit_label,
    -- Where the columns are the lines, the lowest header that is not just the year or stage names it.
    coalesce(
        line_label,
        list_filter(
            string_split(header_path, '/'),
            lambda part: not regexp_full_match(part, '(20\d{2}年)?(预算|决算|执行|调整)?(数|金额)?')
        )[-1],
        string_split(header_path, '/')[-1],
        ''
    ) as line_label,
    line_role,
    line_kind,
    line_parent_row_no,
    is_memo_line as is_memo,
    row_no as line_order,
    functional_code,
    economic_code,
    government_economic_code,
    case
        when code_source is not null then code_source
        when named_code is not null then 'inferred_from_name'
    end as code_source,
    period,
    coalesce(row_measure_scope = 'revenue', false) as is_source_row,
    fund_source,
    item_code,
    measure_code,
    {{ in_yuan('amount_printed', 'printed_unit') }} as amount_yuan,
    printed_text,
    printed_unit,
    decimals,
    {{ half_unit_in_yuan('greatest(decimals, usual_decimals)', 'printed_unit') }} as half_unit_yuan,
    page_no,
    x0,
    top,
    x1,
    bottom,
    -- A line of which nobody knows the level counts in the line it is printed below.
    line_role = 'detail' and not is_memo_line and not coalesce(is_level_unknown, false) as is_leaf
from classified
-- A rate of change is not an amount, wherever it stands.
where amount_basis <> 'ratio' and {{ in_yuan('amount_printed', 'printed_unit') }} is not null
