with

amounts as (
    select
        *,
        expenditure_type_code = 'total' as is_all_types
    from {{ ref('int_consolidated_amount') }}
),

member_names as (
    select * from {{ ref('int_member_name') }}
),

budgets as (
    select * from amounts
    where budget_stage = 'budget' and amount_basis = 'budget'
),

final_accounts as (
    select * from amounts
    where budget_stage = 'final_accounts' and amount_basis in ('final', 'budget', 'revised_budget')
),

budget_axes as (
    select
        department_lineage_key,
        reporting_scope,
        fiscal_year,
        subject,
        axis,
        is_all_types,
        any_value(disclosure_key) as disclosure_key,
        bool_or(is_suspect) as is_suspect
    from budgets
    group by department_lineage_key, reporting_scope, fiscal_year, subject, axis, is_all_types
),

final_axes as (
    select
        department_lineage_key,
        department_key,
        reporting_scope,
        fiscal_year,
        subject,
        axis,
        is_all_types,
        disclosure_key,
        bool_or(is_suspect) as is_suspect,
        bool_or(amount_basis = 'final') as has_final,
        bool_or(amount_basis = 'budget') as has_printed_budget,
        bool_or(amount_basis = 'revised_budget') as has_revised_budget
    from final_accounts
    group by
        department_lineage_key, department_key, reporting_scope, fiscal_year, subject, axis, is_all_types,
        disclosure_key
),

-- Plan and outcome stand side by side along an axis that both divide their money by, or that final
-- accounts print with a budget of their own.
pairs as (
    select
        final_axes.*,
        budget_axes.disclosure_key as budget_disclosure_key,
        case
            when budget_axes.disclosure_key is not null then 'budget_disclosure'
            when final_axes.has_printed_budget then 'printed_budget'
            else 'revised_budget'
        end as plan_source,
        final_axes.is_suspect or coalesce(budget_axes.is_suspect, false) as is_either_suspect
    from final_axes
    left join budget_axes
        on
            final_axes.department_lineage_key = budget_axes.department_lineage_key
            and final_axes.reporting_scope = budget_axes.reporting_scope
            and final_axes.fiscal_year = budget_axes.fiscal_year
            and final_axes.subject = budget_axes.subject
            and final_axes.axis = budget_axes.axis
            and final_axes.is_all_types = budget_axes.is_all_types
    where
        final_axes.has_printed_budget
        or final_axes.has_revised_budget
        or (final_axes.has_final and budget_axes.disclosure_key is not null)
),

figures as (
    select
        disclosure_key,
        subject,
        axis,
        member_code,
        expenditure_type_code,
        is_all_types,
        amount_basis as figure,
        amount_yuan
    from final_accounts
    union all
    select
        pairs.disclosure_key,
        budgets.subject,
        budgets.axis,
        budgets.member_code,
        budgets.expenditure_type_code,
        budgets.is_all_types,
        'budget_disclosure' as figure,
        budgets.amount_yuan
    from budgets
    inner join pairs
        on
            budgets.disclosure_key = pairs.budget_disclosure_key
            and budgets.subject = pairs.subject
            and budgets.axis = pairs.axis
            and budgets.is_all_types = pairs.is_all_types
),

-- A member that a form does not print has no amount there; it is not 0.
compared as (
    select
        pairs.department_lineage_key,
        pairs.department_key,
        pairs.reporting_scope,
        pairs.fiscal_year,
        pairs.subject,
        pairs.axis,
        figures.member_code,
        figures.expenditure_type_code,
        pairs.plan_source,
        max(figures.amount_yuan) filter (where figures.figure = 'budget_disclosure') as budget_yuan,
        max(figures.amount_yuan) filter (where figures.figure = 'budget') as printed_budget_yuan,
        max(figures.amount_yuan) filter (where figures.figure = 'revised_budget') as revised_budget_yuan,
        max(figures.amount_yuan) filter (where figures.figure = 'final') as final_yuan,
        pairs.budget_disclosure_key,
        pairs.disclosure_key as final_disclosure_key,
        pairs.is_either_suspect
    from pairs
    inner join figures
        on
            pairs.disclosure_key = figures.disclosure_key
            and pairs.subject = figures.subject
            and pairs.axis = figures.axis
            and pairs.is_all_types = figures.is_all_types
    group by all
),

planned as (
    select
        *,
        case plan_source
            when 'budget_disclosure' then budget_yuan
            when 'printed_budget' then printed_budget_yuan
            else revised_budget_yuan
        end as planned_yuan
    from compared
)

select
    md5(
        concat_ws(
            '|', final_disclosure_key, subject, planned.axis, planned.member_code, expenditure_type_code
        )
    ) as comparison_key,

    -- who and when
    department_lineage_key,
    department_key,
    reporting_scope,
    cast(fiscal_year as integer) as fiscal_year,

    -- what
    subject,
    planned.axis,
    planned.member_code,
    coalesce(member_names.name_zh, '未公开') as member_name_zh,
    coalesce(
        member_names.name_en, if(planned.member_code = 'not_disclosed', 'Not disclosed', null)
    ) as member_name_en,
    expenditure_type_code,

    -- the plan and its outcome
    try_cast(budget_yuan as decimal(20, 2)) as budget_yuan,
    try_cast(printed_budget_yuan as decimal(20, 2)) as printed_budget_yuan,
    try_cast(revised_budget_yuan as decimal(20, 2)) as revised_budget_yuan,
    try_cast(final_yuan as decimal(20, 2)) as final_yuan,
    plan_source,
    try_cast(planned_yuan as decimal(20, 2)) as planned_yuan,
    try_cast(final_yuan - planned_yuan as decimal(20, 2)) as difference_yuan,
    {{ ratio('final_yuan', 'planned_yuan') }} as execution_ratio,

    -- where they come from
    budget_disclosure_key,
    final_disclosure_key,
    is_either_suspect as suspect_extraction
from planned
left join member_names
    on
        planned.axis = member_names.axis
        and planned.member_code = member_names.member_code
        and {{ covers_year('member_names', 'planned.fiscal_year') }}
