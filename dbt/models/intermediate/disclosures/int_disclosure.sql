with

sections as (
    select * from {{ ref('int_disclosure_section') }}
),

keys as (
    select * from {{ ref('int_disclosure_key') }}
),

printed_names as (
    select * from {{ ref('int_printed_name') }}
),

-- Two stretches of a document with one entity, year, stage and scope are one disclosure.
disclosures as (
    select
        keys.disclosure_key,
        sections.document_id as document_key,
        sections.department_name,
        sections.region_code,
        sections.fiscal_year,
        sections.budget_stage,
        sections.reporting_scope,
        sections.content,
        sections.published_on,
        min_by(sections.printed_name, sections.section_no) as printed_name,
        min_by(sections.name_evidence, sections.section_no) as name_evidence,
        min_by(sections.year_source, sections.section_no) as year_source,
        min_by(sections.entity_source, sections.section_no) as entity_source,
        min_by(sections.region_evidence, sections.section_no) as region_evidence,
        min(sections.department_code) as department_code,
        min(sections.first_page) as first_page,
        max(sections.last_page) as last_page
    from sections
    inner join keys
        on sections.document_id = keys.document_id and sections.section_no = keys.section_no
    group by
        keys.disclosure_key,
        sections.document_id,
        sections.department_name,
        sections.region_code,
        sections.fiscal_year,
        sections.budget_stage,
        sections.reporting_scope,
        sections.content,
        sections.published_on
)

select
    disclosures.disclosure_key,
    disclosures.document_key,
    coalesce(printed_names.wide_name, disclosures.printed_name, 'not_disclosed') as printed_entity_name,
    disclosures.name_evidence,
    disclosures.department_code,
    disclosures.department_name,
    coalesce(disclosures.region_code, 'not_disclosed') as region_code,
    disclosures.region_evidence,
    -- 0 inside the models, where it joins; null in the dimension.
    coalesce(disclosures.fiscal_year, 0) as fiscal_year,
    disclosures.year_source,
    disclosures.entity_source,
    disclosures.budget_stage,
    disclosures.reporting_scope,
    disclosures.content,
    disclosures.first_page,
    disclosures.last_page,
    disclosures.published_on
from disclosures
left join printed_names
    on
        disclosures.document_key = printed_names.document_id
        and disclosures.printed_name = printed_names.printed_name
