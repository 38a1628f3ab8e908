-- One row per amount that no other amount of its row divides further: summing these counts
-- every yuan of a form once. Rows are leaves already (is_leaf); this model judges the columns.
-- The items of three_public_expenses are judged after it, in int_three_public_amount.
with

amounts as (
    select * from {{ ref('int_corrected_amount') }}
),

-- A fund's form may be printed in a summary's layout, its revenue beside its expenditure.
layouts as (
    select
        table_id,
        layout
    from {{ ref('int_recognised_table') }}
),

measure_paths as (
    select * from {{ ref('int_measure_path') }}
),

members as (
    select * from {{ ref('int_measure_member') }}
),

fund_paths as (
    select
        fund_source_code,
        fund_source_code as ancestor_code
    from {{ ref('fund_source') }}
    union
    select
        fund_source_code,
        parent_code as ancestor_code
    from {{ ref('fund_source') }}
    where parent_code is not null
),

revenue_lines as (
    select * from {{ ref('int_revenue_line') }}
),

-- Where a unit was taken for a project, the total is the whole.
unsure_tables as (
    {{ tables_of_unsure_units('amounts', 'is_leaf') }}
),

known_rows as (
    select amounts.* replace (amounts.is_leaf and unsure_tables.table_id is null as is_leaf)
    from amounts
    left join unsure_tables on amounts.table_id = unsure_tables.table_id
),

-- A form that prints nothing but its total says all it has to say in that row.
judged_rows as (
    select
        *,
        not bool_or(is_leaf) over (partition by table_id, side, breakdown) as has_totals_only,
        bool_or(period = 'current_year') over (partition by table_id) as has_current_columns
    from known_rows
),

scoped as (
    select
        amounts.*,
        case
            when amounts.form_code = 'revenue' then 'revenue'
            when layouts.layout in ('summary', 'items') then layouts.layout
            else 'expenditure'
        end as scope
    from judged_rows as amounts
    inner join layouts on amounts.table_id = layouts.table_id
    left join {{ ref('int_department_row') }} as department_rows
        on amounts.table_id = department_rows.table_id and amounts.row_no = department_rows.row_no
    where
        (
            amounts.is_leaf
            or (layouts.layout = 'items' and department_rows.table_id is null)
            or (
                amounts.has_totals_only
                and amounts.line_role = 'total'
                and amounts.line_kind <> 'current_year_total'
            )
        )
        -- 其中：上年结转 is a part of its row, and the rest of it is not printed.
        and (
            amounts.period is distinct from 'carried_forward'
            or amounts.form_code = 'revenue'
            or amounts.has_current_columns
        )
),

-- A column stands for a type of expenditure, a fund, or one within the other. Columns that are
-- memos, or that nobody could name, are no part of any total.
placed as (
    select
        scoped.*,
        case
            when members.fund_source_code is not null then 'total'
            when
                scoped.period = 'carried_forward'
                and scoped.scope <> 'revenue'
                and scoped.measure_code = 'carried_forward_in'
                then 'total'
            else scoped.measure_code
        end as type_measure,
        if(scoped.scope = 'revenue' and not coalesce(scoped.is_source_row, false), null, scoped.period)
            as part_period,
        case
            when scoped.scope <> 'revenue'
                then coalesce(members.fund_source_code, scoped.fund_source)
        end as fund,
        members.expenditure_type_code,
        case
            when scoped.is_source_row and scoped.period = 'carried_forward'
                then 'carried_forward_in'
            else coalesce(members.revenue_source_code, revenue_lines.revenue_source_code)
        end as revenue_source_code
    from scoped
    inner join members
        on scoped.scope = members.scope and scoped.measure_code = members.measure_code
    left join revenue_lines
        on
            -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
            if(scoped.side = 'revenue', scoped.line_label, null) = revenue_lines.line_label
            and (scoped.line_kind in ('balance', 'sub_balance')) = revenue_lines.is_balance
    where not members.is_memo
),

neighbours as (
    select
        coarse.amount_key,
        fine.amount_key as fine_key,
        (coarse.type_measure <> fine.type_measure) as has_finer_type,
        (
            coalesce(coarse.fund, '') = coalesce(fine.fund, '')
            and coalesce(coarse.part_period, '') = coalesce(fine.part_period, '')
        ) as has_same_fund,
        (coarse.fund is null or coarse_fund.ancestor_code is not null) as covers_fund,
        (fine.fund is null or fine_fund.ancestor_code is not null) as lies_in_fund
    from placed as coarse
    inner join placed as fine
        on
            coarse.table_id = fine.table_id
            and coarse.row_no = fine.row_no
            and coarse.amount_basis = fine.amount_basis
            and coarse.side is not distinct from fine.side
            and coarse.breakdown is not distinct from fine.breakdown
            and coarse.item_code is not distinct from fine.item_code
            and coarse.amount_key <> fine.amount_key
            and (coarse.part_period is null or coarse.part_period = fine.part_period)
    inner join measure_paths
        on
            coarse.scope = measure_paths.scope
            and coarse.type_measure = measure_paths.ancestor_code
            and fine.type_measure = measure_paths.measure_code
    left join fund_paths as coarse_fund
        on coarse.fund = coarse_fund.ancestor_code and fine.fund = coarse_fund.fund_source_code
    left join fund_paths as fine_fund
        on fine.fund = fine_fund.ancestor_code and coarse.fund = fine_fund.fund_source_code
),

divisions as (
    select
        amount_key,
        fine_key
    from neighbours
    where covers_fund and (has_finer_type or not has_same_fund)
),

divided as (
    select distinct amount_key
    from divisions
),

-- A total in one fund beside a type in no fund: the form divides its total twice, by type and by
-- fund, or some of its columns are types and others funds.
divided_twice as (
    select distinct placed.table_id
    from neighbours
    inner join placed on neighbours.amount_key = placed.amount_key
    where neighbours.has_finer_type and neighbours.lies_in_fund and not neighbours.covers_fund
),

row_sums as (
    select
        placed.table_id,
        placed.row_no,
        placed.amount_basis,
        sum(placed.amount_yuan) filter (
            where placed.type_measure = 'total' and placed.fund is null
        ) as total_yuan,
        coalesce(
            sum(placed.amount_yuan) filter (
                where divided.amount_key is null and placed.type_measure <> 'total'
            ),
            0
        ) as types_yuan,
        coalesce(
            sum(placed.amount_yuan) filter (
                where divided.amount_key is null and placed.type_measure = 'total' and placed.fund is not null
            ),
            0
        ) as funds_yuan
    from placed
    inner join divided_twice on placed.table_id = divided_twice.table_id
    left join divided on placed.amount_key = divided.amount_key
    group by placed.table_id, placed.row_no, placed.amount_basis
),

-- The columns that make up the totals are the whole; of two divisions that both do, the types.
table_misses as (
    select
        table_id,
        coalesce(sum(abs(types_yuan - total_yuan)), 0) as types_miss_yuan,
        coalesce(sum(abs(funds_yuan - total_yuan)), 0) as funds_miss_yuan,
        coalesce(sum(abs(types_yuan + funds_yuan - total_yuan)), 0) as both_miss_yuan
    from row_sums
    group by table_id
),

choices as (
    select
        table_id,
        case
            when types_miss_yuan <= least(funds_miss_yuan, both_miss_yuan) then 'types'
            when funds_miss_yuan <= both_miss_yuan then 'funds'
            else 'both'
        end as choice
    from table_misses
),

finest as (
    select placed.*
    from placed
    left join divided on placed.amount_key = divided.amount_key
    left join choices on placed.table_id = choices.table_id
    where
        divided.amount_key is null
        and (
            choices.choice is null
            or choices.choice = 'both'
            or (choices.choice = 'types') = (placed.type_measure <> 'total' or placed.fund is null)
        )
),

-- Where no money of other years is printed, 本年收入合计 is the total.
with_other_years as (
    select distinct table_id
    from placed
    where type_measure in ('use_of_balances', 'own_account_balance') or type_measure like 'carried_forward%'
),

-- A row's one total that is not a part of another amount of the row.
whole_rows as (
    select
        placed.table_id,
        placed.row_no,
        placed.amount_basis,
        placed.side,
        placed.breakdown,
        placed.item_code,
        any_value(placed.amount_key) as amount_key,
        any_value(coalesce(placed.corrected_yuan, placed.amount_yuan)) as whole_yuan,
        any_value(placed.half_unit_yuan) as half_unit_yuan
    from placed
    inner join divided on placed.amount_key = divided.amount_key
    where
        (
            placed.type_measure = 'total'
            or (
                placed.type_measure = 'current_year_subtotal'
                and placed.table_id not in (select with_other_years.table_id from with_other_years)
            )
        )
        and placed.amount_key not in (select divisions.fine_key from divisions)
    group by
        placed.table_id, placed.row_no, placed.amount_basis, placed.side, placed.breakdown, placed.item_code
    having count(*) = 1
),

-- Columns that overlap (business expenditure printed under project as well, by one bureau of
-- Shenzhen) or leave a rest make up another sum than the row's total: the total is the whole.
misfits as (
    select whole_rows.*
    from whole_rows
    inner join finest
        on
            whole_rows.table_id = finest.table_id
            and whole_rows.row_no = finest.row_no
            and whole_rows.amount_basis = finest.amount_basis
            and whole_rows.side is not distinct from finest.side
            and whole_rows.breakdown is not distinct from finest.breakdown
            and whole_rows.item_code is not distinct from finest.item_code
    group by all
    having
        abs(sum(coalesce(finest.corrected_yuan, finest.amount_yuan)) - whole_rows.whole_yuan)
        > sum(finest.half_unit_yuan) + whole_rows.half_unit_yuan
),

leaves as (
    select finest.*
    from finest
    left join misfits
        on
            finest.table_id = misfits.table_id
            and finest.row_no = misfits.row_no
            and finest.amount_basis = misfits.amount_basis
            and finest.side is not distinct from misfits.side
            and finest.breakdown is not distinct from misfits.breakdown
            and finest.item_code is not distinct from misfits.item_code
    where misfits.amount_key is null
    union all
    select placed.*
    from placed
    inner join misfits on placed.amount_key = misfits.amount_key
)

select
    amount_key,
    disclosure_key,
    form_code,
    table_id,
    scope,
    amount_basis,
    side,
    breakdown,
    line_kind,
    budget_unit_code,
    budget_unit_label,
    functional_code,
    economic_code,
    government_economic_code,
    item_code,
    measure_code,
    revenue_source_code,
    expenditure_type_code,
    fund as fund_source_code,
    coalesce(corrected_yuan, amount_yuan) as amount_yuan,
    half_unit_yuan
from leaves
