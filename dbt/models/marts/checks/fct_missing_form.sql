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
        min(disclosure_key) filter (where content <> 'prose') as disclosure_key,
        list(disclosure_key) as disclosure_keys,
        list(document_key) as document_keys
    from disclosures
    group by department_key, fiscal_year, budget_stage, reporting_scope
    having bool_or(content <> 'prose')
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
    if(
        exists (
            select 1
            from unread
            where list_contains(owed.document_keys, unread.document_key)
        ),
        'perhaps_not_read',
        'not_found'
    ) as reading
from owed
where
    not exists (
        select 1
        from recognised
        where
            list_contains(owed.disclosure_keys, recognised.disclosure_key)
            and recognised.form_code in (owed.form_code, owed.or_form_code)
    )
