with

forms as (
    select
        form_code,
        name_zh,
        name_en,
        is_statutory
    from {{ ref('form') }}
    union all
    select
        'not_disclosed' as form_code,
        '未公开' as name_zh,
        'Not disclosed' as name_en,
        false as is_statutory
),

stages as (
    select unnest(['budget', 'final_accounts']) as budget_stage
),

stage_names as (
    select * from {{ ref('form_stage_name') }}
)

select
    forms.form_code,
    stages.budget_stage,
    coalesce(stage_names.name_zh, forms.name_zh) as name_zh,
    forms.name_en,
    forms.is_statutory
from forms
cross join stages
left join stage_names
    on
        forms.form_code = stage_names.form_code
        and stages.budget_stage = stage_names.budget_stage
