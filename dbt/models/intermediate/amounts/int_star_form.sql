-- One row per star fact, disclosure and form it is read from. Cities print one thing in several
-- forms; a star fact reads each disclosure from one set of forms that do not overlap.
with

leaf_amounts as (
    select * from {{ ref('int_leaf_amount') }}
),

form_contents as (
    select
        disclosure_key,
        form_code,
        -- A revenue form that prints nothing but its total says less than the summary does.
        bool_or(revenue_source_code is not null) as names_revenue_sources
    from leaf_amounts
    group by disclosure_key, form_code
),

revenue_form as (
    select
        'fct_revenue' as star_fact,
        disclosure_key,
        form_code
    from form_contents
    where form_code in ('revenue', 'income_expenditure_summary')
    qualify
        row_number() over (
            partition by disclosure_key
            order by names_revenue_sources desc, form_code = 'revenue' desc
        ) = 1
),

expenditure_form as (
    select
        'fct_expenditure' as star_fact,
        disclosure_key,
        form_code
    from form_contents
    where form_code = 'expenditure'
),

-- The forms of the three funds name the fund; the one form of all appropriations is read only
-- where the form of the general public budget is not there to be added to the others.
appropriation_forms as (
    select
        disclosure_key,
        form_code,
        form_code = 'appropriation_expenditure' as is_all_funds,
        bool_or(form_code = 'general_public_expenditure')
            over (partition by disclosure_key)
            as has_general_public,
        bool_or(form_code = 'appropriation_expenditure')
            over (partition by disclosure_key)
            as has_all_funds
    from form_contents
    where form_code in (
        'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure',
        'appropriation_expenditure'
    )
),

appropriation_form as (
    select
        'fct_appropriation_expenditure' as star_fact,
        disclosure_key,
        form_code
    from appropriation_forms
    where is_all_funds = (has_all_funds and not has_general_public)
),

-- Where the form of the general public budget is not printed, one of more money says what it holds.
basic_form as (
    select
        'fct_basic_expenditure' as star_fact,
        disclosure_key,
        form_code
    from form_contents
    where form_code in ('basic_expenditure', 'appropriation_basic_expenditure', 'basic_by_fund')
    qualify
        row_number() over (
            partition by disclosure_key
            order by
                list_position(
                    ['basic_expenditure', 'appropriation_basic_expenditure', 'basic_by_fund'], form_code
                )
        ) = 1
),

three_public_form as (
    select
        'fct_three_public_expenses' as star_fact,
        disclosure_key,
        form_code
    from form_contents
    where form_code = 'three_public_expenses'
)

select * from revenue_form
union all
select * from expenditure_form
union all
select * from appropriation_form
union all
select * from basic_form
union all
select * from three_public_form
