with recursive

sections as (
    select * from {{ ref('kept_disclosure_section') }}
    where department_name is not null
),

names as (
    select
        coalesce(region_code, 'not_disclosed') as region_code,
        department_name,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from sections
    group by coalesce(region_code, 'not_disclosed'), department_name
),

codes as (
    select
        coalesce(region_code, 'not_disclosed') as region_code,
        department_name,
        department_code,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from sections
    where department_code is not null
    group by coalesce(region_code, 'not_disclosed'), department_name, department_code
),

-- A name that takes over the code of a name no longer printed is the same department, renamed.
renamings as (
    select
        later.region_code,
        later.department_name,
        earlier.department_name as former_name
    from codes as later
    inner join codes as earlier
        on
            later.region_code = earlier.region_code
            and later.department_code = earlier.department_code
            and later.department_name <> earlier.department_name
            and later.first_year > earlier.last_year
    inner join names as later_names
        on later.region_code = later_names.region_code and later.department_name = later_names.department_name
    inner join names as earlier_names
        on
            earlier.region_code = earlier_names.region_code
            and earlier.department_name = earlier_names.department_name
    where earlier_names.last_year < later_names.first_year
    qualify
        row_number() over (
            partition by later.region_code, later.department_name
            order by earlier.last_year desc, earlier.department_name asc
        ) = 1
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
        renamings.former_name as first_name,
        lineage.step_count + 1 as step_count
    from lineage
    inner join renamings
        on
            lineage.region_code = renamings.region_code
            and lineage.first_name = renamings.department_name
    where lineage.step_count < 50
),

first_names as (
    select
        region_code,
        department_name,
        first_name
    from lineage
    qualify row_number() over (partition by region_code, department_name order by step_count desc) = 1
),

-- One state a year: a year whose document prints no code keeps the code known before, else after.
yearly as (
    select
        first_names.region_code,
        first_names.first_name,
        sections.fiscal_year,
        max_by(sections.department_name, sections.reporting_scope || sections.department_name)
            as department_name,
        mode(sections.department_code order by sections.department_code) as department_code
    from sections
    inner join first_names
        on
            coalesce(sections.region_code, 'not_disclosed') = first_names.region_code
            and sections.department_name = first_names.department_name
    where sections.fiscal_year is not null
    group by first_names.region_code, first_names.first_name, sections.fiscal_year
),

filled as (
    select
        region_code,
        first_name,
        fiscal_year,
        department_name,
        coalesce(
            last_value(department_code ignore nulls) over (
                partition by region_code, first_name
                order by fiscal_year
                rows between unbounded preceding and current row
            ),
            first_value(department_code ignore nulls) over (
                partition by region_code, first_name
                order by fiscal_year
                rows between current row and unbounded following
            )
        ) as department_code
    from yearly
),

marked as (
    select
        *,
        department_name || '|' || coalesce(department_code, '') as state,
        lag(department_name || '|' || coalesce(department_code, '')) over (
            partition by region_code, first_name
            order by fiscal_year
        ) as state_before
    from filled
),

starts as (
    select
        region_code,
        first_name,
        department_name,
        department_code,
        fiscal_year as valid_from_year
    from marked
    where state_before is null or state <> state_before
),

-- Departments known only from documents without a year: valid from an unknown year on.
undated as (
    select
        first_names.region_code,
        first_names.first_name,
        first_names.department_name,
        max(sections.department_code) as department_code,
        0 as valid_from_year
    from sections
    inner join first_names
        on
            coalesce(sections.region_code, 'not_disclosed') = first_names.region_code
            and sections.department_name = first_names.department_name
    group by first_names.region_code, first_names.first_name, first_names.department_name
    having max(sections.fiscal_year) is null
),

versions as (
    select * from starts
    union all
    select * from undated
)

select
    md5(region_code || '|' || first_name || '|' || valid_from_year) as department_key,
    md5(region_code || '|' || first_name) as department_lineage_key,
    nullif(region_code, 'not_disclosed') as region_code,
    first_name,
    department_name,
    department_code,
    valid_from_year,
    lead(valid_from_year) over (partition by region_code, first_name order by valid_from_year)
    - 1 as valid_to_year
from versions
