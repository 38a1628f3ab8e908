{{ config(materialized='view') }}

with

disclosures as (
    select * from {{ ref('dim_disclosure').include(database=false) }}
),

documents as (
    select * from {{ ref('dim_document').include(database=false) }}
),

departments as (
    select * from {{ ref('dim_department').include(database=false) }}
),

names_today as (
    select
        department_lineage_key,
        department_name
    from departments
    where is_current
),

-- A code's city and province are the same in all its periods.
regions as (
    select
        region_code,
        any_value(city_name) as city_name
    from {{ ref('dim_region').include(database=false) }}
    group by region_code
),

amounts as (
    select
        disclosure_key,
        count(*) as amount_count,
        count(*) filter (where proof_status = 'proven') as proven_count,
        count(*) filter (where proof_status = 'disputed') as disputed_count,
        count(*) filter (where proof_status = 'unproven') as unproven_count
    from {{ ref('fct_published_amount').include(database=false) }}
    group by disclosure_key
),

statutory_forms as (
    select
        tables.disclosure_key,
        count(distinct tables.form_code) as statutory_form_count
    from {{ ref('fct_recognised_table').include(database=false) }} as tables
    inner join {{ ref('dim_form').include(database=false) }} as forms on tables.form_code = forms.form_code
    where forms.is_statutory
    group by tables.disclosure_key
),

violations as (
    select
        disclosure_key,
        count(*) as violated_check_count
    from {{ ref('fct_identity_check').include(database=false) }}
    where status = 'violated'
    group by disclosure_key
)

select
    disclosures.disclosure_key,
    disclosures.department_key,
    departments.department_lineage_key,

    -- when
    disclosures.fiscal_year,
    disclosures.budget_stage,
    case disclosures.budget_stage when 'final_accounts' then '决算' else '预算' end as budget_stage_zh,
    case disclosures.budget_stage when 'final_accounts' then 'Final accounts' else 'Budget' end
        as budget_stage_en,
    disclosures.reporting_scope,
    case disclosures.reporting_scope when 'unit' then '单位' else '部门' end as reporting_scope_zh,
    disclosures.published_on,

    -- who
    departments.province_name,
    -- A municipality under the central government has nothing but districts below it.
    if(
        departments.province_name like '%市', departments.province_name, regions.city_name
    ) as city_name,
    departments.region_code,
    departments.region_name,
    departments.department_code,
    departments.department_name,
    coalesce(names_today.department_name, departments.department_name) as department_name_today,
    disclosures.printed_entity_name,

    -- what it holds and how far it can be trusted
    disclosures.content,
    disclosures.is_current,
    disclosures.suspect_extraction,
    disclosures.suspect_pages,
    disclosures.withheld_forms,
    coalesce(statutory_forms.statutory_form_count, 0) as statutory_form_count,
    coalesce(amounts.amount_count, 0) as amount_count,
    coalesce(amounts.proven_count, 0) as proven_count,
    coalesce(amounts.disputed_count, 0) as disputed_count,
    coalesce(amounts.unproven_count, 0) as unproven_count,
    coalesce(violations.violated_check_count, 0) as violated_check_count,

    -- where it is
    documents.file_path,
    documents.file_format,
    documents.source_url,
    disclosures.first_page,
    disclosures.last_page
from disclosures
inner join documents on disclosures.document_key = documents.document_key
inner join departments on disclosures.department_key = departments.department_key
left join names_today on departments.department_lineage_key = names_today.department_lineage_key
left join regions on departments.region_code = regions.region_code
left join amounts on disclosures.disclosure_key = amounts.disclosure_key
left join statutory_forms on disclosures.disclosure_key = statutory_forms.disclosure_key
left join violations on disclosures.disclosure_key = violations.disclosure_key
