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
    withheld_forms.withheld_forms,
    -- What belongs to no year for certain is in no fact.
    currency.is_current and disclosures.fiscal_year > 0 as is_current
from disclosures
inner join currency on disclosures.disclosure_key = currency.disclosure_key
left join proofs on disclosures.disclosure_key = proofs.disclosure_key
left join withheld_forms on disclosures.disclosure_key = withheld_forms.disclosure_key
