with recursive

sections as (
    select
        coalesce(region_code, 'not_disclosed') as region_code,
        department_name,
        department_code,
        fiscal_year,
        -- A budget is published as its year begins, final accounts when the next year is half over:
        -- the budget of 2024 comes before the final accounts of 2023, and these before the budget of 2025.
        2 * fiscal_year + if(budget_stage = 'final_accounts', 3, 0) as publication_order
    from {{ ref('int_disclosure_section_of_all_documents') }}
    where department_name is not null
),

names as (
    select
        region_code,
        department_name,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        min(publication_order) as first_order,
        max(publication_order) as last_order
    from sections
    group by region_code, department_name
),

codes as (
    select
        region_code,
        department_name,
        department_code,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        min(publication_order) as first_order,
        max(publication_order) as last_order
    from sections
    where department_code is not null
    group by region_code, department_name, department_code
),

-- A name that takes over the code of a name no longer printed is the same department, renamed.
renamings as (
    select
        later.region_code,
        later.department_name,
        earlier.department_name as former_name,
        later_names.first_order
    from codes as later
    inner join codes as earlier
        on
            later.region_code = earlier.region_code
            and later.department_code = earlier.department_code
            and later.department_name <> earlier.department_name
            and (later.first_order > earlier.last_order or later.first_year > earlier.last_year)
    inner join names as later_names
        on later.region_code = later_names.region_code and later.department_name = later_names.department_name
    inner join names as earlier_names
        on
            earlier.region_code = earlier_names.region_code
            and earlier.department_name = earlier_names.department_name
    -- Final accounts bear the name of the year they tell of, or the one of the day they are published.
    where
        earlier_names.last_order < later_names.first_order
        or earlier_names.last_year < later_names.first_year
    qualify
        row_number() over (
            partition by later.region_code, later.department_name
            order by earlier.last_order desc, earlier.department_name asc
        ) = 1
),

-- An office has one new name at a time; two that begin together are a division of it, and no renaming.
successors as (
    select *
    from renamings
    qualify
        rank() over (partition by region_code, former_name order by first_order) = 1
        and count(*) over (partition by region_code, former_name, first_order) = 1
),

lineage as (
    select
        names.region_code,
        names.department_name,
        names.department_name as first_name,
        0 as step_count
    from names
    union all
    select
        lineage.region_code,
        lineage.department_name,
        successors.former_name as first_name,
        lineage.step_count + 1 as step_count
    from lineage
    inner join successors
        on
            lineage.region_code = successors.region_code
            and lineage.first_name = successors.department_name
    where lineage.step_count < 50
)

select
    region_code,
    department_name,
    first_name,
    step_count as name_no
from lineage
qualify row_number() over (partition by region_code, department_name order by step_count desc) = 1
