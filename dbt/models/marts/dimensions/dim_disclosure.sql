with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

currency as (
    select * from {{ ref('int_disclosure_currency') }}
),

proofs as (
    select * from {{ ref('int_disclosure_proof') }}
),

suspect_pages as (
    select
        disclosures.disclosure_key,
        string_agg(pages.page_no, ', ' order by pages.page_no) as suspect_pages
    from disclosures
    inner join {{ ref('int_suspect_page') }} as pages
        on
            disclosures.document_key = pages.document_id
            and pages.page_no between disclosures.first_page and disclosures.last_page
    group by disclosures.disclosure_key
),

withheld_forms as (
    select
        disclosure_key,
        string_agg(distinct form_code, ', ' order by form_code) as withheld_forms
    from {{ ref('int_withheld_form') }}
    group by disclosure_key
)

select
    disclosures.disclosure_key,
    disclosures.document_key,
    disclosures.department_key,
    nullif(disclosures.fiscal_year, 0) as fiscal_year,
    disclosures.year_source,
    disclosures.entity_source,
    disclosures.budget_stage,
    disclosures.reporting_scope,
    disclosures.content,
    disclosures.printed_entity_name,
    disclosures.first_page,
    disclosures.last_page,
    disclosures.published_on,
    coalesce(proofs.is_suspect, false) as suspect_extraction,
    suspect_pages.suspect_pages,
    withheld_forms.withheld_forms,
    -- What belongs to no year for certain is in no fact.
    currency.is_current and disclosures.fiscal_year > 0 as is_current
from disclosures
inner join currency on disclosures.disclosure_key = currency.disclosure_key
left join proofs on disclosures.disclosure_key = proofs.disclosure_key
left join withheld_forms on disclosures.disclosure_key = withheld_forms.disclosure_key
left join suspect_pages on disclosures.disclosure_key = suspect_pages.disclosure_key
