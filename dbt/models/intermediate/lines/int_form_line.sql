{# The line of a form that a row prints: its kind, its place in the outline, its item or class. #}
with

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

form_rows as (
    select
        rows.* replace (
            coalesce(rows.functional_code, if(names.axis = 'functional', names.code, null))
                as functional_code,
            coalesce(rows.economic_code, if(names.axis = 'economic', names.code, null)) as economic_code,
            coalesce(rows.unit_label, names.unit_label) as unit_label,
            coalesce(rows.code_source, if(names.code is not null, 'inferred_from_name', null)) as code_source
        ),
        coalesce(names.parent_row_no, rows.whole_row_no) as named_parent_row_no,
        coalesce(names.is_part_of_code, rows.whole_row_no is not null) as is_part_of_code,
        coalesce(names.is_level_unknown, false) as is_level_unknown,
        recognised.form_code,
        recognised.layout,
        rtrim({{ in_chinese(compact('coalesce(rows.line_label, \'\')')) }}, ':') as label_compact
    from {{ ref('int_form_row') }} as rows
    inner join recognised on rows.table_id = recognised.table_id
    left join {{ ref('int_name_code') }} as names
        on
            -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
            if(rows.is_named_part, null, rows.table_id) = names.table_id
            and rows.row_no = names.row_no
            and rows.block_no = names.block_no
),

indented as (
    select * from {{ ref('int_indented_line') }}
),

outline_styles as (
    select * from {{ ref('outline_style') }}
),

summary_labels as (
    select * from {{ ref('total_label') }}
    where scope = 'summary'
),

items as (
    select * from {{ ref('three_public_item') }}
),

class_names as (
    select * from {{ ref('int_class_name') }}
),

-- A wording is looked up once: patterns from a table cost most of the time here.
styled as materialized (
    select
        wordings.label_compact,
        min(outline_styles.rank) as outline_rank
    from (select distinct label_compact from form_rows) as wordings
    inner join outline_styles on regexp_matches(wordings.label_compact, outline_styles.must_match)
    group by wordings.label_compact
),

-- The words of a line without its number or its 其中.
named as materialized (
    select
        form_rows.*,
        styled.outline_rank,
        regexp_matches(form_rows.label_compact, '^其中') as is_memo,
        regexp_replace(
            form_rows.label_compact,
            '^((其中[:：]?)|[一二三四五六七八九十]+[、.．:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.．]|[①②③④⑤⑥⑦⑧⑨⑩])+',
            ''
        ) as line_name
    from form_rows
    left join styled on form_rows.label_compact = styled.label_compact
),

summary_wordings as materialized (
    select
        wordings.label_compact,
        arg_min(summary_labels.line_kind, summary_labels.priority) as line_kind
    from (
        select distinct
            label_compact,
            line_name
        from named
        where layout = 'summary'
    ) as wordings
    inner join summary_labels
        on
            (
                regexp_matches(wordings.label_compact, summary_labels.must_match)
                or regexp_matches(wordings.line_name, summary_labels.must_match)
            )
            and not regexp_matches(wordings.label_compact, coalesce(summary_labels.must_not_match, '^$'))
    group by wordings.label_compact
),

summary_kinds as (
    select
        named.table_id,
        named.row_no,
        named.block_no,
        -- 收入合计 above 上年结转 and 收入总计: the total of this year.
        case
            when
                summary_wordings.line_kind = 'grand_total'
                and not bool_or(summary_wordings.line_kind = 'current_year_total') over whole_block
                and max(if(summary_wordings.line_kind = 'grand_total', named.row_no, null)) over rows_below
                > min(if(summary_wordings.line_kind = 'balance', named.row_no, null)) over rows_below
                then 'current_year_total'
            else summary_wordings.line_kind
        end as line_kind
    from named
    inner join summary_wordings on named.label_compact = summary_wordings.label_compact
    where named.layout = 'summary'
    window
        whole_block as (
            partition by named.table_id, named.block_no
        ),
        rows_below as (
            partition by named.table_id, named.block_no
            order by named.row_no
            rows between 1 following and unbounded following
        )
),

item_wordings as materialized (
    select
        wordings.line_name,
        arg_min(items.item_code, items.priority) as item_code
    from (
        select distinct line_name
        from named
        where layout = 'items'
    ) as wordings
    inner join items
        on
            regexp_matches(wordings.line_name, items.must_match)
            and not regexp_matches(wordings.line_name, coalesce(items.must_not_match, '^$'))
    group by wordings.line_name
),

item_codes as (
    select
        named.table_id,
        named.row_no,
        named.block_no,
        item_wordings.item_code
    from named
    inner join item_wordings on named.line_name = item_wordings.line_name
    where named.layout = 'items'
),

-- 一般公共预算 below 上年结转 is what is left of that fund, numbered or not.
fund_names as (
    select
        names.line_name,
        bool_or(terms.kind = 'fund') as is_one_fund
    from (
        select distinct line_name from named
        where layout = 'summary'
    ) as names
    inner join {{ ref('header_term') }} as terms
        on
            terms.scope = 'revenue'
            and (
                terms.kind = 'fund'
                or terms.term in ('fiscal_appropriation', 'fiscal_special_account', 'unit_own_funds')
            )
            and regexp_matches(names.line_name, terms.must_match)
            and not regexp_matches(names.line_name, coalesce(terms.must_not_match, '^$'))
    group by names.line_name
),

-- 基本支出 and 项目支出 below the total of this year tell it once more, by type.
type_names as (
    select distinct named.line_name
    from named
    inner join {{ ref('total_label') }} as labels
        on labels.scope = 'heading' and regexp_matches(named.line_name, labels.must_match)
    where named.layout = 'summary'
),

-- A line is printed with an amount when one of the columns of its block holds one.
printed_lines as (
    select distinct
        cells.table_id,
        cells.row_no,
        {{ block_of_row() }} as block_no
    from {{ ref('stg_cell') }} as cells
    inner join {{ ref('int_column_role') }} as roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'amount'
    left join {{ ref('int_stacked_summary') }} as stacked on cells.table_id = stacked.table_id
    where not cells.is_header and cells.amount_printed is not null
),

headed as (
    select
        named.*,
        coalesce(
            named.layout = 'summary'
            and named.outline_rank is null
            and named.line_name <> ''
            and summary_kinds.line_kind is null
            and regexp_matches(lead(named.label_compact) over block_rows, '^[(]?[一1][、.．:)]')
            and max(named.outline_rank) over (
                block_rows rows between unbounded preceding and 1 preceding
            ) is null,
            false
        ) as is_head_of_numbered,
        fund_names.line_name is not null as names_fund,
        coalesce(fund_names.is_one_fund, false) as names_one_fund,
        printed_lines.table_id is not null as has_amount
    from named
    left join fund_names on named.layout = 'summary' and named.line_name = fund_names.line_name
    left join printed_lines
        on
            named.table_id = printed_lines.table_id
            and named.row_no = printed_lines.row_no
            and named.block_no = printed_lines.block_no
    left join summary_kinds
        on
            named.table_id = summary_kinds.table_id
            and named.row_no = summary_kinds.row_no
            and named.block_no = summary_kinds.block_no
    window block_rows as (partition by named.table_id, named.block_no order by named.row_no)
),

-- Numbers that never stand beside an amount (一、部门预算 above 1、财政拨款 …) are headings: the lines
-- below them are the top of the form.
outlined as (
    select
        *,
        case
            -- A bare line right above the first of the numbered ones is what they are parts of.
            when is_head_of_numbered then 0
            when
                coalesce(outline_rank, 9) < min(outline_rank) filter (where has_amount) over block_lines
                and not bool_or(has_amount) over same_rank
                then 10
            else coalesce(outline_rank, 9)
        end as level_rank
    from headed
    window
        block_lines as (partition by table_id, block_no),
        same_rank as (partition by table_id, block_no, outline_rank)
),

-- Within a block the outline levels are the styles that occur, in order; unnumbered lines
-- stand below numbered ones, and alone they are the top level.
levels as (
    select
        headed.* exclude (is_head_of_numbered, level_rank),
        summary_kinds.line_kind as summary_kind,
        item_codes.item_code,
        dense_rank() over (
            partition by
                headed.table_id, headed.block_no,
                summary_kinds.line_kind is null and headed.line_name <> ''
            order by headed.level_rank
        ) as line_level,
        max_by(summary_kinds.line_kind, headed.row_no) filter (
            where summary_kinds.line_kind is not null
        ) over (
            partition by headed.table_id, headed.block_no
            order by headed.row_no
            rows between unbounded preceding and 1 preceding
        ) as section_kind,
        max_by(coalesce(headed.outline_rank, 0), headed.row_no) filter (
            where summary_kinds.line_kind = 'balance' and headed.outline_rank is null
        ) over (
            partition by headed.table_id, headed.block_no
            order by headed.row_no
            rows between unbounded preceding and 1 preceding
        ) as section_outline_rank,
        -- Whether a balance of all funds stands above: one named after a fund is then a part of it.
        coalesce(bool_or(summary_kinds.line_kind = 'balance' and not headed.names_one_fund) over (
            partition by headed.table_id, headed.block_no
            order by headed.row_no
            rows between unbounded preceding and 1 preceding
        ), false) as is_below_whole_balance,
        max_by(coalesce(headed.outline_rank, 9), headed.row_no) filter (
            where summary_kinds.line_kind = 'balance'
        ) over (
            partition by headed.table_id, headed.block_no
            order by headed.row_no
            rows between unbounded preceding and 1 preceding
        ) as balance_rank
    from outlined as headed
    left join summary_kinds
        on
            headed.table_id = summary_kinds.table_id
            and headed.row_no = summary_kinds.row_no
            and headed.block_no = summary_kinds.block_no
    left join item_codes
        on
            headed.table_id = item_codes.table_id
            and headed.row_no = item_codes.row_no
            and headed.block_no = item_codes.block_no
),

-- A current-year total printed above its lines opens them; printed below, it closes them.
openings as (
    select
        table_id,
        block_no,
        min(row_no) filter (where line_name <> '' and summary_kind is null) as first_line_row_no,
        min(row_no) filter (where summary_kind = 'current_year_total') as total_row_no,
        bool_or(item_code = 'three_public_total' and has_amount) as has_three_public_total,
        -- 一、“三公”经费支出 over （一）支出合计 and its items.
        bool_or(item_code = 'three_public_total' and not has_amount) as has_three_public_heading,
        bool_or(item_code in ('meeting', 'training')) as has_meeting_or_training,
        count(*) filter (where is_total) as total_row_count,
        count(distinct coalesce(unit_code, unit_label)) filter (where not is_total) as unit_count,
        -- Each unit's rows are closed by their sum.
        count(distinct coalesce(unit_code, unit_label)) filter (where not is_total)
        = count(*) filter (where {{ is_sum_of_units_rows('label_compact') }})
        and bool_or(
            coalesce(unit_code, unit_label) is not null
            and coalesce(functional_code, economic_code, government_economic_code) is not null
        ) as has_sums_of_units
    from levels
    group by table_id, block_no
),

numbered_again as (
    select
        *,
        section_kind = 'current_year_total' and regexp_matches(label_compact, '^[(]?[一1][、.．:)]')
            as is_first_below_total,
        coalesce(lag(summary_kind) over block_rows = 'current_year_total', false) as follows_total
    from levels
    window block_rows as (partition by table_id, block_no order by row_no)
),

kinds as materialized (
    select
        levels.* exclude (item_code, line_level),
        openings.unit_count,
        openings.total_row_count,
        case
            when
                levels.layout = 'items'
                and levels.item_code is null
                -- 一、支出合计: a total, numbered like the items below it.
                and (levels.is_total or regexp_full_match(levels.line_name, '(支出)?(合计|总计)'))
                then
                    case
                        when openings.has_three_public_heading and not levels.is_total
                            then 'three_public_total'
                        when openings.has_three_public_total or openings.has_meeting_or_training
                            then 'grand_total'
                        else 'three_public_total'
                    end
            else levels.item_code
        end as item_code,
        case
            when levels.layout = 'items' then 'item'
            -- 1.财政拨款结转 below 上年结转: a part of the balance, named like one itself.
            when
                levels.summary_kind = 'balance'
                and levels.section_kind = 'balance'
                and levels.outline_rank > levels.section_outline_rank
                then 'sub_balance'
            when
                levels.summary_kind = 'balance'
                and levels.section_kind = 'balance'
                and levels.names_one_fund
                and levels.is_below_whole_balance
                and levels.outline_rank is null
                then 'sub_balance'
            when levels.layout = 'summary' and levels.summary_kind is not null then levels.summary_kind
            -- 其中： right below the total: its list names parts of it, unless they are all the types there are.
            when
                levels.layout = 'summary'
                and openings.total_row_no < openings.first_line_row_no
                and levels.section_kind = 'current_year_total'
                and levels.summary_kind is null
                and levels.outline_rank is null
                and max(if(levels.is_memo and levels.follows_total, levels.row_no, null)) over rows_so_far
                > coalesce(
                    max(
                        if(
                            levels.summary_kind is not null or levels.outline_rank is not null,
                            levels.row_no,
                            null
                        )
                    ) over rows_so_far,
                    0
                )
                then
                    if(
                        levels.line_name in (select type_names.line_name from type_names),
                        'part_of_total',
                        'sub_line'
                    )
            when
                levels.layout = 'summary'
                and openings.total_row_no < openings.first_line_row_no
                and levels.section_kind = 'current_year_total'
                then
                    if(
                        levels.is_level_unknown
                        or length(levels.functional_code) > 3
                        or levels.is_part_of_code
                        -- 一般公共预算拨款收入 below （一）财政拨款收入: a class without its number is no part of the one above.
                        or (
                            levels.line_level > min(levels.line_level) filter (
                                where
                                levels.section_kind = 'current_year_total'
                                and levels.summary_kind is null
                                and levels.line_name <> ''
                            ) over block_lines
                            and class_names.class_name is null
                        ),
                        'sub_line',
                        'line'
                    )
            -- The next number of the balance's own style, before any total: a line of the form again.
            when
                levels.layout = 'summary'
                and levels.section_kind = 'balance'
                and openings.total_row_no is null
                and levels.outline_rank <= levels.balance_rank
                then 'line'
            when
                levels.layout = 'summary'
                and levels.section_kind = 'balance'
                and (levels.outline_rank is not null or levels.is_memo or levels.names_fund)
                then 'sub_balance'
            when
                levels.layout = 'summary'
                and levels.section_kind = 'current_year_total'
                and levels.line_name in (select type_names.line_name from type_names)
                -- 四、上缴上级支出 behind 三、 above the total: one more line of the form.
                and (levels.outline_rank is null or bool_or(levels.is_first_below_total) over rows_so_far)
                then 'part_of_total'
            when levels.layout = 'summary' and levels.section_kind in ('current_year_total', 'balance')
                then 'balance'
            when
                levels.layout = 'summary'
                and (levels.is_level_unknown or length(levels.functional_code) > 3 or levels.is_part_of_code)
                then 'sub_line'
            when levels.layout = 'summary' and levels.is_memo then 'sub_line'
            when levels.layout = 'summary' and levels.line_level = 1 then 'line'
            when levels.layout = 'summary' then 'sub_line'
            when levels.is_total then 'total'
            when
                coalesce(
                    levels.functional_code, levels.economic_code, levels.government_economic_code
                ) is not null
                then
                    case
                        when coalesce(levels.unit_code, levels.unit_label) is not null then 'unit_code'
                        else 'code'
                    end
            when coalesce(levels.unit_code, levels.unit_label) is not null then 'unit'
            when openings.has_sums_of_units and {{ is_sum_of_units_rows('levels.label_compact') }} then 'unit'
            when coalesce(levels.is_named_part, false) then 'part'
            else 'name'
        end as line_kind,
        levels.line_level
    from numbered_again as levels
    inner join openings on levels.table_id = openings.table_id and levels.block_no = openings.block_no
    left join class_names on levels.line_name = class_names.class_name
    window
        block_lines as (partition by levels.table_id, levels.block_no),
        rows_so_far as (partition by levels.table_id, levels.block_no order by levels.row_no)
),

-- Below a code, the names after the one with 其中 are of its list; a sum or a number ends it.
listed_kinds as (
    select
        *,
        line_kind = 'name'
        and max(if(line_kind = 'name' and is_memo, row_no, null)) over rows_so_far
        > max(if(is_code, row_no, null)) over rows_so_far
        and coalesce(max(if(ends_lists, row_no, null)) over rows_so_far, 0)
        < max(if(line_kind = 'name' and is_memo, row_no, null)) over rows_so_far
            as follows_memo
    from (
        select
            *,
            line_kind in ('code', 'unit_code') as is_code,
            line_kind not in ('name', 'code', 'unit_code')
            or outline_rank is not null
            or regexp_matches(label_compact, '(合计|总计|小计|结转|结余)$') as ends_lists
        from kinds
    ) as marked
    window rows_so_far as (partition by table_id, block_no order by row_no)
),

-- A line's parent is the nearest line above it that stands higher in the outline.
possible_parents as (
    select
        children.table_id,
        children.row_no,
        children.block_no,
        max(parents.row_no) as parent_row_no,
        max_by(parents.has_amount, parents.row_no) or not any_value(children.has_amount)
            as parent_has_amount
    from kinds as children
    inner join kinds as parents
        on
            children.table_id = parents.table_id
            and children.block_no = parents.block_no
            and children.row_no > parents.row_no
            and (
                (
                    children.line_kind = 'sub_line'
                    and parents.line_kind in ('line', 'sub_line')
                    and (
                        children.line_level > parents.line_level
                        or (children.is_memo and not parents.is_memo)
                    )
                )
                or (children.line_kind = 'sub_balance' and parents.line_kind = 'balance')
            )
    where children.line_kind in ('sub_line', 'sub_balance') and children.line_name <> ''
    group by children.table_id, children.row_no, children.block_no
),

-- Lines below a heading without an amount are parts of what the heading is a part of, and where that
-- is nothing, lines of the form.
parents as (
    select
        children.table_id,
        children.row_no,
        children.block_no,
        if(children.parent_has_amount, children.parent_row_no, headings.parent_row_no) as parent_row_no,
        not children.parent_has_amount and headings.parent_row_no is null as is_below_heading
    from possible_parents as children
    left join possible_parents as headings
        on
            children.table_id = headings.table_id
            and children.block_no = headings.block_no
            and children.parent_row_no = headings.row_no
            and headings.parent_has_amount
)

select
    kinds.table_id,
    kinds.row_no,
    kinds.block_no,
    kinds.form_code,
    kinds.layout,
    kinds.printed_row_no,
    kinds.line_label,
    kinds.line_name,
    case
        when kinds.line_kind = 'line' and indented.parent_row_no is not null then 'sub_line'
        when parents.is_below_heading and not kinds.is_memo
            then
                case kinds.line_kind
                    when 'sub_line' then 'line' when 'sub_balance' then 'balance' else kinds.line_kind
                end
        else kinds.line_kind
    end as line_kind,
    kinds.line_level,
    -- 其中 before the first of several parts belongs to all of them; those of a balance make it up.
    coalesce(kinds.is_named_part, false)
    or coalesce(outlined_names.is_memo, false)
    or coalesce(kinds.follows_memo, false)
    or (
        kinds.is_memo
        -- Parts that make up the line above them.
        and outlined_names.parent_row_no is null
        and not (
            kinds.line_kind = 'sub_balance'
            and bool_or(kinds.line_kind = 'sub_balance' and not kinds.is_memo) over parts_of_line
        )
    )
    or (
        kinds.line_kind = 'sub_line'
        and kinds.outline_rank is null
        and parents.parent_row_no is not null
        and arg_min(kinds.is_memo, kinds.row_no) over parts_of_line
    ) as is_memo,
    kinds.spans_blocks,
    kinds.item_code,
    coalesce(
        kinds.named_parent_row_no,
        parents.parent_row_no,
        indented.parent_row_no,
        outlined_names.parent_row_no
    ) as line_parent_row_no,
    kinds.is_part_of_code,
    kinds.is_level_unknown,
    kinds.functional_code,
    kinds.economic_code,
    kinds.government_economic_code,
    kinds.code_source,
    -- A unit is printed once above its rows.
    case
        when kinds.is_total then null
        else
            coalesce(
                kinds.unit_code,
                last_value(kinds.unit_code ignore nulls) over (
                    partition by kinds.table_id, kinds.block_no
                    order by kinds.row_no
                    rows between unbounded preceding and current row
                )
            )
    end as budget_unit_code,
    case
        when kinds.is_total then null
        else
            coalesce(
                kinds.unit_label,
                last_value(kinds.unit_label ignore nulls) over (
                    partition by kinds.table_id, kinds.block_no
                    order by kinds.row_no
                    rows between unbounded preceding and current row
                )
            )
    end as budget_unit_label,
    kinds.unit_count,
    kinds.total_row_count
from listed_kinds as kinds
left join parents
    on
        kinds.table_id = parents.table_id
        and kinds.row_no = parents.row_no
        and kinds.block_no = parents.block_no
left join {{ ref('int_outlined_name') }} as outlined_names
    on
        kinds.table_id = outlined_names.table_id
        and kinds.row_no = outlined_names.row_no
        and kinds.block_no = outlined_names.block_no
left join indented
    on
        kinds.table_id = indented.table_id
        and kinds.row_no = indented.row_no
        and kinds.block_no = indented.block_no
window parts_of_line as (partition by kinds.table_id, kinds.block_no, parents.parent_row_no)
