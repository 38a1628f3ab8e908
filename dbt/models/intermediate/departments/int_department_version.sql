with

sections as (
    select * from {{ ref('int_disclosure_section_of_all_documents') }}
    where department_name is not null
),

first_names as (
    select * from {{ ref('int_department_lineage') }}
),

-- One state a year: a year whose document prints no code keeps the code known before, else after.
yearly as (
    select
        first_names.region_code,
        first_names.first_name,
        sections.fiscal_year,
        max_by(sections.department_name, (first_names.name_no, sections.department_name)) as department_name,
        max(first_names.name_no) as name_no,
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
        -- Final accounts of a year may come under a later name than the budget of the next one.
        max_by(department_name, name_no) over (
            partition by region_code, first_name
            order by fiscal_year
            rows between unbounded preceding and current row
        ) as department_name,
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
