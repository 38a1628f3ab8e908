with

projects as (
    select * from {{ ref('int_project_of_all_documents') }}
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
)

select
    projects.project_key,

    -- who and when
    {{ who_and_when() }},
    projects.budget_unit_label,

    -- what
    projects.project_code,
    projects.project_name,
    projects.target_statement,

    -- how much
    projects.budget_yuan,
    projects.fiscal_yuan,
    projects.carried_forward_yuan,
    projects.other_funds_yuan,
    projects.own_level_yuan,
    projects.to_lower_levels_yuan,
    projects.whole_project_yuan,
    projects.is_transfer,

    -- when it is to be spent
    projects.planned_share_march,
    projects.planned_share_june,
    projects.planned_share_october,
    projects.planned_share_december,
    projects.plan_printed_as,

    -- where it is printed
    projects.table_id,
    cast(projects.row_no as integer) as row_no,
    projects.page_no
from projects
inner join disclosures on projects.disclosure_key = disclosures.disclosure_key
