with

columns as (
    select * from {{ ref('int_table_column') }}
),

forms as (
    select * from {{ ref('form') }}
),

budget_versions as (
    select * from {{ ref('budget_version') }}
    where budget_version = 'revised_budget'
),

items as (
    select * from {{ ref('three_public_item') }}
),

-- A class of economic codes is a part of basic expenditure or of projects.
project_classes as (
    select
        measure_code,
        substr(measure_code, length('project_') + 1) as class_code
    from {{ ref('measure') }}
    where scope = 'expenditure' and starts_with(measure_code, 'project_') and is_partition
),

-- The lowest word of a header that says so tells whether its figures are a plan or what came of it.
outcome_words as (
    select string_agg(must_match, '|') as must_match
    from {{ ref('budget_version') }}
    where budget_version = 'outcome'
),

-- The sources of which money may be left from the year before.
sources_left as (
    select substr(measure_code, length('carried_forward_in_') + 1) as measure_code
    from {{ ref('measure') }}
    where scope = 'revenue' and starts_with(measure_code, 'carried_forward_in_')
),

item_components as (
    select
        columns.table_id,
        columns.column_no,
        components.component,
        components.level
    from columns
    cross join
        lateral (
            select
                unnest(string_split(columns.header_path, '/')) as component,
                unnest(range(1, len(string_split(columns.header_path, '/')) + 1)) as level
        ) as components
    where columns.scope = 'items'
),

header_items as (
    select
        item_components.table_id,
        item_components.column_no,
        items.item_code
    from item_components
    inner join items
        on
            regexp_matches(item_components.component, items.must_match)
            and not regexp_matches(item_components.component, coalesce(items.must_not_match, '^$'))
    qualify
        row_number() over (
            partition by item_components.table_id, item_components.column_no
            order by item_components.level desc, items.priority asc
        ) = 1
),

-- A single item of those codes is told as a column in forms of basic expenditure by function alone: elsewhere
-- 会议费 and its like are named beside a total that they do not make up.
items_of_classes as (
    select measure_code
    from {{ ref('int_measure_path') }}
    where
        scope = 'expenditure'
        and steps > 0
        and ancestor_code in ('wages_and_benefits', 'goods_and_services', 'transfers_to_individuals')
),

basic_forms as (
    select form_code from forms
    where whole_measure = 'basic' and code_axis = 'functional'
),

-- 其他资金 behind 事业收入 in one row of sources is what these leave, not their sum.
own_funds as (
    select
        *,
        regexp_replace(header_path, '(^|/)[^/]*$', '') as group_path,
        coalesce(if(scope = 'revenue', measure_term, fund_term), fund_group_term) as source_term
    from columns
),

remaining_funds as (
    select
        table_id,
        column_no,
        if(
            bool_or(source_term = 'other') over (partition by table_id, group_path), 'unknown', 'other'
        ) as source_term
    from own_funds
    qualify
        source_term = 'unit_own_funds'
        and regexp_matches(header_path, '(^|/)(其他|单位自有|自有)资金[^/]*$')
        and bool_or(source_term in ('institutional', 'business', 'business_revenue')) over (
            partition by table_id, group_path
            order by column_no
            rows between unbounded preceding and 1 preceding
        )
),

meant_columns as (
    select
        columns.* replace (
            case
                when columns.scope = 'revenue' and remaining_funds.table_id is not null
                    then remaining_funds.source_term
                -- 财政拨款收入 | 纳入预算管理的非税收入: two parts of the general public budget.
                when
                    columns.scope = 'revenue'
                    and columns.measure_term = 'fiscal_appropriation'
                    and columns.total_level is null
                    and bool_or(columns.measure_term = 'non_tax_appropriation') over same_group
                    and not coalesce(
                        bool_or(
                            columns.fund_term = 'general_public_budget'
                            or columns.measure_term = 'general_public_appropriation'
                        ) over (partition by columns.table_id),
                        false
                    )
                    then 'general_public_appropriation'
                when not_meant.measure_code is null then columns.measure_term
            end as measure_term,
            if(not_meant.measure_code is null, columns.measure_level, null) as measure_level,
            -- 经费拨款 without 非税收入拨款 beside it is all there is of that budget, and the other way round.
            case
                when columns.scope <> 'revenue' and remaining_funds.source_term = 'other' then 'other'
                when count(distinct parts.fund_source_code) over (partition by columns.table_id) = 1
                    then coalesce(parts.parent_code, columns.fund_term)
                else columns.fund_term
            end as fund_term
        )
    from columns
    left join remaining_funds
        on columns.table_id = remaining_funds.table_id and columns.column_no = remaining_funds.column_no
    left join {{ ref('fund_source') }} as parts
        on columns.fund_term = parts.fund_source_code and parts.parent_code = 'general_public_budget'
    left join basic_forms on columns.form_code = basic_forms.form_code
    left join items_of_classes as not_meant
        on
            columns.measure_term = not_meant.measure_code
            and (
                basic_forms.form_code is null
                -- The classes of agencies and of institutions have no items of their own here.
                or regexp_matches(columns.header_path, '(^|/)(机关|对事业单位)[^/]*/')
            )
    window same_group as (
        partition by columns.table_id, regexp_replace(columns.header_path, '(^|/)[^/]*$', '')
    )
),

described_columns as (
    select
        columns.*,
        periods.period,
        header_items.item_code is not null
        or (
            columns.column_kind is null
            and coalesce(
                columns.total_level::varchar, columns.fund_term, columns.fund_group_term, columns.basis_term
            ) is not null
        ) as names_money,
        -- 财政拨款结转 without 上年结转 above it.
        coalesce(
            periods.period is null
            and not columns.is_carried_forward
            and regexp_matches(
                string_split(columns.header_path, '/')[-1],
                '(拨款|资金|预算|专户|收入)(结转|结余结转|结转(和|及|与)?结余)(资金)?$'
            )
            and not regexp_matches(columns.header_path, '弥补|使用|动用|下年|年末|年终')
            and if(
                columns.scope = 'revenue',
                coalesce(columns.fund_term, columns.measure_term) in (select measure_code from sources_left),
                columns.scope = 'expenditure' and columns.measure_term is null
                and coalesce(columns.fund_term, columns.fund_group_term) is not null
            ),
            false
        ) as is_left_of_fund,
        -- Beside 决算数, 预算数 is what was planned.
        regexp_matches(columns.header_path, '(^|/)(20\d{2}年?度?)?预算数?(/|$)') as is_called_budget,
        budget_versions.budget_version is not null as is_revised_budget,
        list_filter(
            string_split(columns.header_path, '/'),
            lambda word: regexp_matches(word, '预算|计划|' || coalesce(outcome_words.must_match, '^$'))
        )[-1] as stage_word,
        outcome_words.must_match as outcome_match,
        -- Beside a column that is called so, one that is called something else holds no codes.
        columns.column_kind is null
        and columns.header_path <> ''
        and bool_or(columns.column_kind = 'code') over (partition by columns.table_id) as is_not_named_code
    from meant_columns as columns
    left join {{ ref('int_column_period') }} as periods
        on columns.table_id = periods.table_id and columns.column_no = periods.column_no
    left join header_items
        on columns.table_id = header_items.table_id and columns.column_no = header_items.column_no
    left join budget_versions on regexp_matches(columns.header_path, budget_versions.must_match)
    cross join outcome_words
),

roles as (
    select
        columns.*,
        forms.whole_measure,
        case
            when columns.column_kind in ('ratio', 'note', 'ordinal', 'project_code')
                then columns.column_kind
            when columns.column_kind = 'unit_code' then 'unit_code'
            when columns.column_kind = 'unit_name' and columns.text_count >= columns.amount_count
                then 'unit_name'
            when
                columns.functional_code_count + columns.economic_code_count
                + columns.government_code_count > 0.5 * columns.printed_count
                and columns.integer_count >= columns.amount_count
                and columns.measure_term is null
                -- Whole yuan may look like codes: a column whose header names money holds money.
                and not columns.names_money
                and not coalesce(columns.is_not_named_code, false)
                then 'code'
            when
                columns.column_kind = 'code'
                -- 201.03.01 is a code, and 201.03 is no amount below that word.
                and columns.integer_count + columns.separated_code_count >= 0.5 * columns.printed_count
                and columns.integer_count + columns.separated_code_count >= columns.amount_count
                then 'code'
            when columns.text_count > columns.amount_count then 'label'
            when columns.column_kind in ('code', 'name') and columns.amount_count = 0 then 'label'
            else 'amount'
        end as column_role,
        case
            when
                columns.economic_code_count > columns.functional_code_count
                and columns.economic_code_count >= columns.government_code_count
                then 'economic'
            when columns.government_code_count > columns.functional_code_count
                then 'government_economic'
            when columns.functional_code_count > 0 then 'functional'
            else columns.axis_term
        end as axis
    from described_columns as columns
    left join forms on columns.form_code = forms.form_code
),

-- Labels that follow amounts open a new block: the two sides of a summary, or a list of
-- codes printed in two columns.
blocks as (
    select
        *,
        lag(column_role) over (partition by table_id order by column_no) as previous_role
    from roles
    where column_role not in ('ordinal', 'note', 'ratio')
),

numbered_blocks as (
    select
        table_id,
        column_no,
        1 + sum(
            case
                when column_role in ('label', 'code', 'unit_name', 'unit_code') and previous_role = 'amount'
                    then 1
                else 0
            end
        ) over (partition by table_id order by column_no) as block_no
    from blocks
),

-- A type of expenditure printed in one group of funds and beside it: 基本支出 of all money, and of 财政拨款.
grouped_types as (
    select
        table_id,
        measure_term
    from roles
    where column_role = 'amount' and scope <> 'revenue' and measure_term is not null
    group by table_id, measure_term
    having count(distinct coalesce(fund_term, fund_group_term, '')) > 1
),

-- A group of funds that prints its subtotal: 单位资金 over 小计 and its parts.
grouped_funds as (
    select distinct
        table_id,
        fund_group_term
    from roles
    where
        column_role = 'amount'
        and fund_group_term is not null
        and total_level is not null
        and coalesce(measure_term, fund_term) is null
),

-- 项目支出 over 小计 and columns that no word tells from it: parts, of which no more is known.
subtotals as (
    select
        *,
        string_split(header_path, '/')[:-2] as group_words
    from roles
    where column_role = 'amount' and scope <> 'items' and total_level > 1
),

unnamed_parts as (
    select distinct
        roles.table_id,
        roles.column_no
    from roles
    inner join subtotals
        on
            roles.table_id = subtotals.table_id
            and starts_with(roles.header_path, array_to_string(subtotals.group_words, '/') || '/')
            and roles.measure_term is not distinct from subtotals.measure_term
            and roles.fund_term is not distinct from subtotals.fund_term
            and roles.fund_group_term is not distinct from subtotals.fund_group_term
            and roles.memo_term is not distinct from subtotals.memo_term
            and roles.basis_term is not distinct from subtotals.basis_term
            and roles.period is not distinct from subtotals.period
            and roles.header_year is not distinct from subtotals.header_year
    where
        roles.column_role = 'amount'
        and coalesce(roles.total_level, 0) < subtotals.total_level
        and len(string_split(subtotals.header_path, '/')) = subtotals.total_level
        and coalesce(subtotals.measure_term, subtotals.fund_term) is not null
),

-- “三保”支出 over 小计, beside a 合计: the sum of a group that no word tells is not the total again.
unnamed_sums as (
    select
        table_id,
        column_no
    from roles
    where
        column_role = 'amount'
        and scope in ('expenditure', 'revenue')
        and total_level is not null
        and coalesce(measure_term, fund_term, fund_group_term, memo_term, basis_term, period) is null
        and header_year is null
    qualify
        total_level = len(string_split(header_path, '/'))
        and total_level > 1
        and regexp_matches(string_split(header_path, '/')[-2], '\p{Han}{2}')
        and not regexp_matches(
            string_split(header_path, '/')[-2],
            '^(部门|单位|本年|年度|预算|决算)*(支出|收入|资金|经费|金额|预算|决算|数)*$|[总合小]计|总额|资金来源'
        )
        and bool_or(total_level = 1 and not contains(header_path, '/')) over (partition by table_id)
),

-- The columns of a side that its total stands beside.
block_totals as (
    select distinct
        roles.table_id,
        numbered_blocks.block_no
    from roles
    inner join numbered_blocks
        on roles.table_id = numbered_blocks.table_id and roles.column_no = numbered_blocks.column_no
    where roles.column_role = 'amount' and roles.total_level is not null
),

type_above as (
    select
        table_id,
        column_no,
        last_value(if(measure_term in ('basic', 'project'), measure_term, null) ignore nulls) over (
            partition by table_id
            order by column_no
            rows between unbounded preceding and 1 preceding
        ) as type_before,
        coalesce(bool_or(measure_term = 'basic') over (partition by table_id), false) as has_basic
    from roles
    where column_role = 'amount'
),

column_items as (
    select header_items.*
    from header_items
    inner join roles
        on header_items.table_id = roles.table_id and header_items.column_no = roles.column_no
    where roles.column_role = 'amount'
),

shapes as (
    select
        roles.table_id,
        bool_or(roles.fund_term is not null and roles.measure_term is not null) as has_fund_and_type,
        max(roles.header_year) as latest_header_year,
        coalesce(bool_or(roles.basis_term = 'final'), false) as has_final,
        coalesce(
            bool_or((roles.basis_term = 'budget' or roles.is_called_budget) and not roles.is_revised_budget),
            false
        ) as has_opening_budget,
        coalesce(bool_or(roles.scope = 'expenditure' and roles.measure_term = 'current_year_revenue'), false)
            as has_revenue,
        coalesce(bool_or(roles.measure_term in ('non_tax_appropriation', 'special_revenue')), false)
            as has_other_general_revenue,
        count(distinct column_items.item_code) as item_column_count,
        bool_or(roles.total_level is not null) as has_total_column,
        coalesce(bool_or(column_items.item_code = 'three_public_total'), false) as has_three_public_total,
        coalesce(bool_or(column_items.item_code in ('meeting', 'training')), false) as has_meeting_or_training
    from roles
    left join column_items
        on roles.table_id = column_items.table_id and roles.column_no = column_items.column_no
    where roles.column_role = 'amount'
    group by roles.table_id
)

select
    roles.table_id,
    roles.column_no,
    roles.form_code,
    roles.scope,
    roles.header_path,
    roles.column_role,
    roles.axis,
    numbered_blocks.block_no,
    case
        when column_items.item_code is not null then column_items.item_code
        when roles.scope <> 'items' or roles.column_role <> 'amount' or shapes.item_column_count < 2 then null
        when
            roles.total_level is not null
            and (shapes.has_three_public_total or shapes.has_meeting_or_training)
            then 'grand_total'
        when roles.total_level is not null then 'three_public_total'
    end as column_item_code,
    case
        when roles.column_role <> 'amount' then null
        -- 其中 above a word that names the part tells nothing more than that word.
        when roles.memo_term = 'without_construction'
            then
                if(
                    roles.measure_term = 'project'
                    -- The word itself says of what: 剔除基建投资后项目支出.
                    or regexp_matches(string_split(roles.header_path, '/')[roles.memo_level], '项目'),
                    'project_',
                    'total_'
                )
                || roles.memo_term
        -- 一般公共预算 over 小计 and 其中：财政拨款: of that budget what no fees pay for, and the rest is not printed.
        when
            roles.fund_term = 'general_public_budget'
            and regexp_matches(roles.header_path, '(一般公共|公共财政)预算[^/]*/其中[:：]?(财政|预算)?拨款[^/]*$')
            then 'appropriation_within_general_public'
        when
            roles.memo_term is not null
            and (
                roles.memo_term <> 'memo'
                or greatest(roles.measure_level, roles.fund_level, 0) < coalesce(roles.memo_level, 1)
            )
            then roles.memo_term
        -- 其他工资福利支出 over 小计 and what it is made of, of which one is called the same.
        when roles.measure_term = 'remaining_wages_and_benefits'
            then
                if(
                    roles.total_level > roles.measure_level,
                    'other_wages_and_benefits',
                    'remaining_wages_and_benefits'
                )
        when coalesce(unnamed_parts.table_id, unnamed_sums.table_id) is not null then 'unknown'
        when roles.is_left_of_fund
            then 'carried_forward_in' || if(
                roles.scope = 'revenue', '_' || coalesce(roles.fund_term, roles.measure_term), ''
            )
        when
            roles.scope = 'revenue' and roles.is_carried_forward
            and coalesce(roles.fund_level, 0) > coalesce(roles.measure_level, 0)
            then 'carried_forward_in_' || roles.fund_term
        when
            roles.scope = 'revenue' and roles.is_carried_forward
            and roles.measure_term not in ('carried_forward_in', 'own_account_balance', 'use_of_balances')
            then 'carried_forward_in_' || roles.measure_term
        when
            roles.scope = 'revenue' and roles.fund_term is not null
            and roles.fund_level > coalesce(roles.measure_level, 0)
            then roles.fund_term
        -- A form that follows a fund through the year: balances are no part of what is spent.
        when shapes.has_revenue and (roles.is_carried_forward or roles.is_carried_out)
            then
                if(roles.is_carried_forward, 'opening_balance', 'closing_balance')
                || if(roles.measure_term in ('basic', 'project'), '_' || roles.measure_term, '')
        -- 基本支出 below 本年收入: what came in for it.
        when
            shapes.has_revenue
            and roles.measure_term in ('basic', 'project')
            and regexp_matches(roles.header_path, '(^|/)(本年|当年)[^/]*收入')
            then 'current_year_revenue_' || roles.measure_term
        -- A class of economic codes below 项目支出 is a part of it, not of basic expenditure.
        -- 工资福利支出 below 对事业单位经常性补助 is a part of that class of the government's.
        when
            roles.measure_term in ('wages_and_benefits', 'goods_and_services')
            and regexp_matches(roles.header_path, '(^|/)对事业单位经常性补助[^/]*/')
            and not regexp_matches(roles.header_path, '项目')
            then if(roles.measure_term = 'wages_and_benefits', 'institution_wages', 'institution_goods')
        when
            roles.measure_term = 'other_class'
            and roles.fund_group_term = 'unit_own_funds'
            and not regexp_matches(roles.header_path, '基本|项目')
            then 'other'
        when
            project_classes.class_code is not null
            and roles.measure_level > 1
            and regexp_matches(roles.header_path, '(^|/)(机关|对事业单位)[^/]*/')
            then 'unknown'
        when
            project_classes.class_code is not null
            and (roles.whole_measure = 'project' or regexp_matches(roles.header_path, '项目'))
            then project_classes.measure_code
        -- Behind 基本支出 | 项目支出 the classes divide all of it once more.
        when
            project_classes.class_code is not null
            and type_above.type_before = 'project'
            and type_above.has_basic
            and not regexp_matches(roles.header_path, '基本|人员|公用')
            then 'unknown'
        -- 上年财政拨款结转 below 财政拨款: that fund's money of the year before.
        when
            roles.period = 'carried_forward'
            and roles.scope = 'expenditure'
            and roles.measure_term = 'carried_forward_in'
            and roles.fund_term is null
            and roles.fund_group_term is not null
            then roles.fund_group_term
        when roles.measure_term = 'other_class' and roles.fund_group_term is not null then 'other'
        when roles.measure_term = roles.whole_measure then 'total'
        -- 经费拨款 without 非税收入拨款 beside it is all there is of that budget.
        when
            roles.measure_term = 'general_public_appropriation'
            and roles.fund_term is null
            and not shapes.has_other_general_revenue
            then 'general_public_budget'
        -- 上年结转 beside 当年 and their total is a period of the summary's amounts, not a source.
        when
            roles.scope = 'summary'
            and roles.measure_term = 'carried_forward_in'
            and roles.period is not null
            then coalesce(roles.fund_term, roles.fund_group_term, 'total')
        when roles.measure_term is not null then roles.measure_term
        when roles.fund_term = roles.form_fund_source then 'total'
        when roles.fund_term is not null and roles.total_level is not null and shapes.has_fund_and_type
            then 'total'
        when roles.fund_term is not null then roles.fund_term
        -- In the forms of appropriations, and of one of the appropriated funds, 财政拨款 is the whole.
        when
            roles.fund_group_term = 'fiscal_appropriation'
            and (
                starts_with(roles.form_code, 'appropriation_')
                or roles.form_fund_source in (
                    'general_public_budget', 'government_fund_budget', 'state_capital_budget'
                )
            )
            then 'total'
        -- Beside the group's subtotal, a column that no word names is some part of it.
        when coalesce(roles.total_level::varchar, roles.period) is null and grouped_funds.table_id is not null
            then
                if(
                    roles.fund_group_term = 'unit_own_funds'
                    and regexp_matches(roles.header_path, '/其他(支出|资金)?$'),
                    'other',
                    'unknown'
                )
        when roles.fund_group_term is not null then roles.fund_group_term
        when roles.scope = 'revenue' and roles.period = 'current_year' then 'current_year_subtotal'
        -- A unit's name beside 合计: what no word names is a part of the total.
        when
            (
                (roles.scope = 'items' and shapes.has_total_column)
                or (roles.scope = 'summary' and block_totals.table_id is not null)
            )
            and roles.header_path <> ''
            and roles.header_year is null
            and coalesce(
                roles.total_level::varchar, roles.basis_term, roles.period, column_items.item_code
            ) is null
            then 'unknown'
        when roles.total_level is not null or roles.scope in ('summary', 'items') then 'total'
        when roles.basis_term is not null then 'total'
        when roles.scope = 'expenditure' and regexp_full_match(roles.header_path, '(本年|当年|本年度)支出')
            then 'total'
        when roles.axis is null and roles.header_path <> '' then 'unknown'
        else 'total'
    end as measure_code,
    case
        when roles.scope = 'revenue' or roles.is_left_of_fund then null
        else coalesce(
            roles.fund_term,
            roles.form_fund_source,
            case when grouped_types.table_id is not null then roles.fund_group_term end
        )
    end as fund_source,
    coalesce(
        -- 年初预算数 | 全年预算数 | 决算数: two budgets of one year.
        case
            when
                shapes.has_final and shapes.has_opening_budget and roles.is_revised_budget
                and roles.header_year is not distinct from shapes.latest_header_year
                and coalesce(roles.basis_term, 'budget') = 'budget'
                then 'revised_budget'
        end,
        -- 2024年决算数 beside 2025年预算数.
        case
            when
                roles.header_year < shapes.latest_header_year
                and coalesce(roles.basis_term, 'final') in ('final', 'budget')
                then 'prior_year'
        end,
        roles.basis_term,
        case when shapes.has_final and roles.is_called_budget then 'budget' end
    ) as basis_term,
    case
        when roles.column_role <> 'amount' then null
        when regexp_matches(roles.stage_word, roles.outcome_match) then 'outcome'
        when roles.is_revised_budget then 'revised_budget'
        when roles.stage_word is not null then 'budget'
    end as plan_or_outcome,
    case when roles.column_role = 'amount' then roles.period end as period,
    roles.printed_count,
    roles.amount_count,
    roles.text_count
from roles
left join numbered_blocks
    on roles.table_id = numbered_blocks.table_id and roles.column_no = numbered_blocks.column_no
left join column_items
    on roles.table_id = column_items.table_id and roles.column_no = column_items.column_no
left join unnamed_parts
    on roles.table_id = unnamed_parts.table_id and roles.column_no = unnamed_parts.column_no
left join unnamed_sums
    on roles.table_id = unnamed_sums.table_id and roles.column_no = unnamed_sums.column_no
left join block_totals
    on numbered_blocks.table_id = block_totals.table_id and numbered_blocks.block_no = block_totals.block_no
left join project_classes on roles.measure_term = project_classes.class_code
left join type_above on roles.table_id = type_above.table_id and roles.column_no = type_above.column_no
left join shapes on roles.table_id = shapes.table_id
left join grouped_types
    on roles.table_id = grouped_types.table_id and roles.measure_term = grouped_types.measure_term
left join grouped_funds
    on roles.table_id = grouped_funds.table_id and roles.fund_group_term = grouped_funds.fund_group_term
