with

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current and fiscal_year > 0 and department_key <> 'not_disclosed'
),

departments as (
    select * from {{ ref('dim_department') }}
),

kinds as (
    select
        departments.department_key,
        kinds.publisher_kind
    from departments
    inner join {{ ref('publisher_kind') }} as kinds
        on
            regexp_matches(departments.department_name, kinds.must_match)
            and not coalesce(regexp_matches(departments.department_name, kinds.must_not_match), false)
    qualify row_number() over (partition by departments.department_key order by kinds.priority) = 1
),

recognised as (
    select distinct
        disclosure_key,
        form_code
    from {{ ref('fct_recognised_table') }}
),

-- What was printed and not read may be the form that seems to be missing.
unread as (
    select document_key
    from {{ ref('fct_unrecognised_table') }}
    where amount_count > 0
    union
    select document_key
    from disclosures
    where suspect_pages is not null
),

-- Prose and forms may come in files of their own, which complete each other.
publications as (
    select
        department_key,
        fiscal_year,
        budget_stage,
        reporting_scope,
        min(disclosure_key) filter (where content <> 'prose') as disclosure_key
    from disclosures
    group by department_key, fiscal_year, budget_stage, reporting_scope
    having bool_or(content <> 'prose')
),

parts as (
    select
        publications.disclosure_key,
        disclosures.disclosure_key as part_key,
        disclosures.document_key
    from publications
    inner join disclosures
        on
            publications.department_key = disclosures.department_key
            and publications.fiscal_year = disclosures.fiscal_year
            and publications.budget_stage = disclosures.budget_stage
            and publications.reporting_scope = disclosures.reporting_scope
),

forms_found as (
    select distinct
        parts.disclosure_key,
        recognised.form_code
    from parts
    inner join recognised on parts.part_key = recognised.disclosure_key
),

perhaps_not_read as (
    select distinct parts.disclosure_key
    from parts
    inner join unread on parts.document_key = unread.document_key
),

owed as (
    select
        publications.*,
        kinds.publisher_kind,
        forms.form_code,
        forms.or_form_code
    from publications
    inner join kinds on publications.department_key = kinds.department_key
    inner join {{ ref('owed_form') }} as forms
        on
            kinds.publisher_kind = forms.publisher_kind
            and publications.budget_stage = forms.budget_stage
)

select
    owed.disclosure_key || '|' || owed.form_code as missing_form_key,
    owed.disclosure_key,
    owed.department_key,
    owed.fiscal_year,
    owed.budget_stage,
    owed.reporting_scope,
    owed.publisher_kind,
    owed.form_code,
    if(perhaps_not_read.disclosure_key is null, 'not_found', 'perhaps_not_read') as reading
from owed
left join perhaps_not_read on owed.disclosure_key = perhaps_not_read.disclosure_key
left join forms_found
    on owed.disclosure_key = forms_found.disclosure_key and owed.form_code = forms_found.form_code
left join forms_found as other_forms
    on owed.disclosure_key = other_forms.disclosure_key and owed.or_form_code = other_forms.form_code
where forms_found.form_code is null and other_forms.form_code is null
