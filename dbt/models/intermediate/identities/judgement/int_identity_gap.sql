with

identities as (
    select * from {{ ref('identity') }}
),

identity_forms as (
    select * from {{ ref('identity_form') }}
),


disclosure_forms as (
    select * from {{ ref('int_disclosure_form_of_all_documents') }}
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

judged_forms as (
    select distinct
        identity_code,
        disclosure_key,
        form_code
    from {{ ref('int_identity_candidate_term') }}
),

subjects as (
    select
        identity_code,
        form_code
    from identity_forms
    where role = 'subject'
),

partners as (
    select
        identity_code,
        form_code as partner_code
    from identity_forms
    where role = 'partner'
),

-- An identity concerns a disclosure as soon as one of its forms is disclosed there.
concerned as (
    select distinct
        disclosure_forms.disclosure_key,
        subjects.identity_code,
        subjects.form_code,
        partners.partner_code
    from disclosure_forms
    inner join identity_forms on disclosure_forms.form_code = identity_forms.form_code
    inner join subjects on identity_forms.identity_code = subjects.identity_code
    left join partners on subjects.identity_code = partners.identity_code
    where identity_forms.role = 'partner' or identity_forms.form_code = subjects.form_code
),

explained as (
    select
        concerned.disclosure_key,
        concerned.identity_code,
        concerned.form_code,
        case
            when subject_forms.form_code is null then concerned.form_code || ' is not disclosed'
            when subject_forms.amount_count = 0 then concerned.form_code || ' is printed without amounts'
            when concerned.partner_code is not null and partner_forms.form_code is null
                then concerned.partner_code || ' is not disclosed'
            when partner_forms.amount_count = 0 then concerned.partner_code || ' is printed without amounts'
            else identities.not_printed
        end as reason
    from concerned
    inner join identities on concerned.identity_code = identities.identity_code
    left join disclosure_forms as subject_forms
        on
            concerned.disclosure_key = subject_forms.disclosure_key
            and concerned.form_code = subject_forms.form_code
    left join disclosure_forms as partner_forms
        on
            concerned.disclosure_key = partner_forms.disclosure_key
            and concerned.partner_code = partner_forms.form_code
    left join judged_forms
        on
            concerned.disclosure_key = judged_forms.disclosure_key
            and concerned.identity_code = judged_forms.identity_code
            and concerned.form_code = judged_forms.form_code
    where judged_forms.form_code is null
)

{{ identity_gaps('explained', identity_column='identity_code') }}
