-- What a project's plan in percent and its targets of cost say, checked as text: neither is an amount.
with

projects as (
    select * from {{ ref('int_project') }}
),

indicators as (
    select * from {{ ref('int_performance_indicator') }}
),

budgets as (
    select
        project_key,
        min(amount_key) as amount_key
    from {{ ref('int_target_amount') }}
    where label = 'budget'
    group by project_key
),

plan_checks as (
    select
        'project_plan' as identity_code,
        projects.project_key as place,
        projects.disclosure_key,
        projects.project_name as line_label,
        null::varchar as amount_key,
        'a cumulative plan that ends at 100%' as expected_text,
        concat_ws(
            ', ',
            try_cast(100 * projects.planned_share_march as decimal(12, 2))::varchar || '%',
            try_cast(100 * projects.planned_share_june as decimal(12, 2))::varchar || '%',
            try_cast(100 * projects.planned_share_october as decimal(12, 2))::varchar || '%',
            try_cast(100 * projects.planned_share_december as decimal(12, 2))::varchar || '%'
        ) as actual_text,
        case
            when list_sort(printed.shares) <> printed.shares then 'the plan falls'
            when coalesce(projects.planned_share_december, 1) <> 1 then 'the plan does not end at 100%'
        end as reason
    from projects
    cross join
        lateral (
            select
                list_filter(
                    [
                        projects.planned_share_march,
                        projects.planned_share_june,
                        projects.planned_share_october,
                        projects.planned_share_december
                    ],
                    lambda share: share is not null
                ) as shares
        ) as printed
    where projects.plan_printed_as = 'percent'
),

-- A whole cost in money: prices of a piece, a person or a day are no ceiling of a project.
cost_targets as (
    select
        indicators.*,
        try_cast(
            indicators.target_value
            * case indicators.target_unit when '亿元' then 100000000 when '元' then 1 else 10000 end
            as decimal(38, 2)
        ) as target_yuan
    from indicators
    where
        indicators.project_key is not null
        and regexp_matches(indicators.level_1 || indicators.level_2, '成本')
        and indicators.target_unit in ('亿元', '万元', '万', '元')
        and not exists (
            select 1 from {{ ref('target_word') }} as words
            where
                words.word_kind = 'standard_of_cost'
                and regexp_matches(
                    {{ compact("concat_ws(' ', indicators.level_3, indicators.description)") }},
                    words.must_match
                )
        )
),

cost_checks as (
    select
        'cost_target' as identity_code,
        cost_targets.indicator_key as place,
        cost_targets.disclosure_key,
        concat_ws('：', projects.project_name, cost_targets.level_3) as line_label,
        budgets.amount_key,
        'a ceiling'
        || coalesce(
            ' not above the budget of '
            || regexp_replace((projects.budget_yuan / 10000)::decimal(20, 6)::varchar, '\.?0+$', '') || '万元',
            ''
        ) as expected_text,
        cost_targets.target_text as actual_text,
        case
            when cost_targets.comparator in ('>=', '>') then 'a cost is bound from below'
            when cost_targets.target_yuan > projects.budget_yuan + 50
                then 'the cost is above the budget of its project'
        end as reason
    from cost_targets
    inner join projects on cost_targets.project_key = projects.project_key
    left join budgets on cost_targets.project_key = budgets.project_key
    -- A cost without a sign above the budget may be that of all years, or of works paid otherwise.
    where
        cost_targets.comparator is not null
        or projects.budget_yuan is null
        or cost_targets.target_yuan <= projects.budget_yuan + 50
),

checks as (
    select * from plan_checks
    union all
    select * from cost_checks
)

select
    identity_code || '|' || place as check_key,
    identity_code,
    disclosure_key,
    'project_performance' as form_code,
    line_label,
    amount_key,
    expected_text,
    actual_text,
    if(reason is null, 'exact', 'violated') as status,
    reason
from checks
