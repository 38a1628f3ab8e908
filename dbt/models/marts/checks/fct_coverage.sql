with

disclosures as (
    select
        disclosures.*,
        departments.department_lineage_key
    from {{ ref('dim_disclosure') }} as disclosures
    inner join {{ ref('dim_department') }} as departments
        on disclosures.department_key = departments.department_key
    where
        disclosures.is_current
        and disclosures.fiscal_year > 0
        and disclosures.department_key <> 'not_disclosed'
),

departments as (
    select * from {{ ref('dim_department') }}
    where department_key <> 'not_disclosed'
),

-- Years and stages of which a place has published anything: the others are not expected of anyone.
periods as (
    select distinct
        region_code,
        fiscal_year,
        budget_stage
    from ({{ everywhere('region_period') }}) as periods_of_all
),

-- Other departments of a place may be in another shard.
department_names as (
    select distinct
        region_code,
        department_name
    from ({{ everywhere('region_department') }}) as departments_of_all
),

-- Units that departments list in their forms, without those that are departments themselves.
units as (
    select distinct
        bodies.region_code,
        bodies.body_name,
        bodies.fiscal_year,
        bodies.budget_stage,
        bodies.listed_by_key
    from ({{ everywhere('listed_body') }}) as bodies
    left join department_names
        on
            bodies.region_code = department_names.region_code
            and bodies.body_name = department_names.department_name
    where department_names.department_name is null
),

-- A unit that several departments list is one body, told of where the department is that listed it last.
listed_bodies as (
    select
        region_code,
        body_name,
        arg_max(listed_by_key, (fiscal_year, listed_by_key)) as listed_by_key
    from units
    group by region_code, body_name
),

-- What is expected of a place is told of where the first of its departments is.
telling as (
    select
        region_code,
        min(department_name) as department_name
    from department_names
    group by region_code
),

told_here as (
    select distinct telling.region_code
    from telling
    inner join departments
        on
            telling.region_code = departments.region_code
            and telling.department_name = departments.department_name
),

bodies as (
    select
        department_lineage_key as body_key,
        'disclosure' as body_source,
        region_code,
        department_name as body_name,
        null as listed_by_key,
        null as from_year,
        null as to_year
    from departments
    where is_current
    union all
    select
        md5(region_code || '|' || body_name) as body_key,
        'unit_list' as body_source,
        region_code,
        body_name,
        listed_by_key,
        null as from_year,
        null as to_year
    from listed_bodies
    where listed_by_key in (select department_key from departments)
    union all
    select
        md5('expected|' || expected.region_code || '|' || expected.department_name) as body_key,
        'expected_list' as body_source,
        expected.region_code,
        expected.department_name as body_name,
        null as listed_by_key,
        expected.from_year,
        expected.to_year
    from {{ ref('expected_body') }} as expected
    inner join told_here on expected.region_code = told_here.region_code
    left join department_names
        on
            expected.region_code = department_names.region_code
            and expected.department_name = department_names.department_name
    where department_names.department_name is null
),

published as (
    select
        department_lineage_key as body_key,
        fiscal_year,
        budget_stage,
        coalesce(
            min(disclosure_key) filter (where content <> 'prose'), min(disclosure_key)
        ) as disclosure_key,
        bool_or(content <> 'prose') as has_forms
    from disclosures
    group by department_lineage_key, fiscal_year, budget_stage
),

missing as (
    select
        departments.department_lineage_key as body_key,
        missing_forms.fiscal_year,
        missing_forms.budget_stage,
        count(distinct missing_forms.form_code) as missing_form_count,
        bool_or(missing_forms.reading = 'perhaps_not_read') as is_perhaps_not_read
    from {{ ref('fct_missing_form') }} as missing_forms
    inner join departments on missing_forms.department_key = departments.department_key
    group by departments.department_lineage_key, missing_forms.fiscal_year, missing_forms.budget_stage
),

listed as (
    select distinct
        md5(region_code || '|' || body_name) as body_key,
        fiscal_year,
        budget_stage
    from units
)

select
    bodies.body_key || '|' || periods.fiscal_year || '|' || periods.budget_stage as coverage_key,
    bodies.body_key,
    bodies.body_source,
    bodies.body_name,
    bodies.region_code,
    bodies.listed_by_key,
    periods.fiscal_year,
    periods.budget_stage,
    case
        when published.has_forms and missing.body_key is null then 'published'
        when published.has_forms and missing.is_perhaps_not_read then 'perhaps_not_read'
        when published.has_forms then 'forms_missing'
        when published.body_key is not null then 'prose_alone'
        when listed.body_key is not null then 'in_department'
        else 'no_document'
    end as coverage,
    coalesce(missing.missing_form_count, 0) as missing_form_count,
    published.disclosure_key
from bodies
inner join periods
    on
        bodies.region_code = periods.region_code
        and periods.fiscal_year
        between coalesce(bodies.from_year, periods.fiscal_year)
        and coalesce(bodies.to_year, periods.fiscal_year)
left join published
    on
        bodies.body_key = published.body_key
        and periods.fiscal_year = published.fiscal_year
        and periods.budget_stage = published.budget_stage
left join missing
    on
        bodies.body_key = missing.body_key
        and periods.fiscal_year = missing.fiscal_year
        and periods.budget_stage = missing.budget_stage
left join listed
    on
        bodies.body_key = listed.body_key
        and periods.fiscal_year = listed.fiscal_year
        and periods.budget_stage = listed.budget_stage
