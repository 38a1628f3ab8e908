with

checks as (
    select * from {{ ref('fct_identity_check') }}
    where status = 'violated' or (status = 'incomplete' and starts_with(reason, 'rows_not_printed'))
    -- A form whose lines are withheld fails for every column and code: it is said once, of the largest gap.
    qualify
        status = 'violated'
        or row_number() over (
            partition by disclosure_key, form_code, status
            order by abs(difference_yuan) desc, check_key asc
        ) = 1
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

currency as (
    select * from {{ ref('int_disclosure_currency') }}
    where is_current
),

identities as (
    select * from {{ ref('identity') }}
),

-- What makes a form suspect says nothing about prose, nor about other forms.
suspect_checks as (
    select distinct checks.check_key
    from checks
    inner join {{ ref('int_suspect_extraction') }} as suspicions
        on checks.disclosure_key = suspicions.disclosure_key
    left join {{ ref('fct_recognised_table') }} as tables on suspicions.table_id = tables.table_id
    where checks.form_code = coalesce(tables.form_code, checks.form_code)
)

select
    checks.* exclude (equation_text, equation_unit),
    disclosures.document_key,
    disclosures.department_key,
    disclosures.printed_entity_name,
    disclosures.fiscal_year,
    disclosures.budget_stage,
    identities.scope as identity_scope,
    identities.name_zh as identity_name_zh,
    identities.name_en as identity_name_en,
    suspect_checks.check_key is not null
    or coalesce(starts_with(checks.reason, 'rows_lost'), false) as is_suspect
from checks
inner join disclosures on checks.disclosure_key = disclosures.disclosure_key
inner join currency on checks.disclosure_key = currency.disclosure_key
inner join identities on checks.identity_code = identities.identity_code
left join suspect_checks on checks.check_key = suspect_checks.check_key
