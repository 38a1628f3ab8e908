with

form_totals as (
    select * from {{ ref('int_identity_form_total') }}
    where is_all_sources
),

-- Where basic expenditure has no column of its own, personnel and operating are it.
general_public_terms as (
    select *
    from form_totals
    where form_code = 'general_public_expenditure' and type_code in ('basic', 'personnel', 'operating')
    qualify
        (type_code = 'basic') = max(type_code = 'basic') over (partition by disclosure_key, amount_basis)
),

basic_terms as (
    select *
    from form_totals
    where form_code = 'basic_expenditure' and type_code in ('total', 'personnel', 'operating')
    qualify
        (type_code = 'total') = max(type_code = 'total') over (partition by disclosure_key, amount_basis)
),

comparable as (
    select distinct
        basic_terms.disclosure_key,
        basic_terms.amount_basis
    from basic_terms
    inner join general_public_terms
        on
            basic_terms.disclosure_key = general_public_terms.disclosure_key
            and basic_terms.amount_basis = general_public_terms.amount_basis
),

terms as (
    select
        concat_ws('|', comparable.disclosure_key, comparable.amount_basis) as place,
        comparable.disclosure_key,
        'basic_expenditure' as form_code,
        basic_terms.line_label,
        'total' as measure_code,
        '=' as relation,
        'actual' as term_side,
        basic_terms.amount_key
    from comparable
    inner join basic_terms
        on
            comparable.disclosure_key = basic_terms.disclosure_key
            and comparable.amount_basis = basic_terms.amount_basis
    union all
    select
        concat_ws('|', comparable.disclosure_key, comparable.amount_basis) as place,
        comparable.disclosure_key,
        'basic_expenditure' as form_code,
        null::varchar as line_label,
        'total' as measure_code,
        '=' as relation,
        'expected' as term_side,
        general_public_terms.amount_key
    from comparable
    inner join general_public_terms
        on
            comparable.disclosure_key = general_public_terms.disclosure_key
            and comparable.amount_basis = general_public_terms.amount_basis
)

{{ identity_terms('terms', 'general_public_vs_basic') }}
