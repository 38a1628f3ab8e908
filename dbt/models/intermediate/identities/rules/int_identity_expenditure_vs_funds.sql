with

fund_forms as (
    select * from {{ ref('int_identity_fund_form') }}
),

disclosure_forms as (
    select * from {{ ref('int_disclosure_form') }}
),

summary_totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where side = 'revenue' and line_kind = 'grand_total'
),

-- No other money is disclosed where all revenue is fiscal appropriation.
only_appropriation as (
    select
        whole.disclosure_key,
        whole.amount_basis
    from summary_totals as whole
    inner join summary_totals as appropriation
        on
            whole.disclosure_key = appropriation.disclosure_key
            and whole.amount_basis = appropriation.amount_basis
            and whole.form_code = 'income_expenditure_summary'
            and appropriation.form_code = 'appropriation_summary'
    where whole.amount_yuan = appropriation.amount_yuan
),

amounts_by_branch as (
    select
        form_code,
        disclosure_key,
        amount_basis,
        type_code,
        'total' as branch_code,
        line_label,
        amount_key
    from {{ ref('int_identity_form_total') }}
    where is_all_sources
    union all
    select
        form_code,
        disclosure_key,
        amount_basis,
        type_code,
        branch_code,
        line_label,
        amount_key
    from {{ ref('int_identity_code_amount') }}
    where is_all_sources
),

typed_amounts as (
    select * from amounts_by_branch
    where
        type_code in ('total', 'basic', 'project')
        and (form_code = 'expenditure' or form_code in (select form_code from fund_forms))
),

-- How deep a form's codes go, and which types it prints: nothing can be compared beyond that.
form_shape as (
    select
        disclosure_key,
        amount_basis,
        form_code,
        type_code,
        max(if(branch_code = 'total', 0, length(branch_code))) as deepest_code,
        bool_or(branch_code = 'total') as has_total
    from typed_amounts
    group by disclosure_key, amount_basis, form_code, type_code
),

forms_with_amounts as (
    select distinct
        disclosure_key,
        amount_basis,
        form_code
    from form_shape
),

shape_of_funds as (
    select
        forms_with_amounts.disclosure_key,
        forms_with_amounts.amount_basis,
        compared_types.type_code,
        bool_and(form_shape.form_code is not null) as is_printed_by_all,
        min(form_shape.deepest_code) as deepest_code,
        bool_and(form_shape.has_total) as has_total
    from forms_with_amounts
    cross join (values ('total'), ('basic'), ('project')) as compared_types (type_code)
    left join form_shape
        on
            forms_with_amounts.disclosure_key = form_shape.disclosure_key
            and forms_with_amounts.amount_basis = form_shape.amount_basis
            and forms_with_amounts.form_code = form_shape.form_code
            and compared_types.type_code = form_shape.type_code
    where forms_with_amounts.form_code != 'expenditure'
    group by forms_with_amounts.disclosure_key, forms_with_amounts.amount_basis, compared_types.type_code
),

fund_form_counts as (
    select
        disclosure_forms.disclosure_key,
        count(*) as form_count
    from disclosure_forms
    inner join fund_forms on disclosure_forms.form_code = fund_forms.form_code
    group by disclosure_forms.disclosure_key
),

comparable as (
    select
        expenditure.disclosure_key,
        expenditure.amount_basis,
        expenditure.type_code,
        least(expenditure.deepest_code, funds.deepest_code) as deepest_code,
        expenditure.has_total and funds.has_total as has_total,
        -- equality needs every fund's form: one that is not disclosed may hold the difference
        if(
            only_appropriation.disclosure_key is not null and funds.is_printed_by_all
            and coalesce(fund_form_counts.form_count, 0) = 3,
            '=', '>='
        ) as relation
    from form_shape as expenditure
    inner join shape_of_funds as funds
        on
            expenditure.form_code = 'expenditure'
            and expenditure.disclosure_key = funds.disclosure_key
            and expenditure.amount_basis = funds.amount_basis
            and expenditure.type_code = funds.type_code
    left join only_appropriation
        on
            expenditure.disclosure_key = only_appropriation.disclosure_key
            and expenditure.amount_basis = only_appropriation.amount_basis
    left join fund_form_counts
        on expenditure.disclosure_key = fund_form_counts.disclosure_key
    where funds.deepest_code is not null
),

compared_terms as (
    select
        concat_ws(
            '|',
            typed_amounts.disclosure_key,
            typed_amounts.amount_basis,
            typed_amounts.branch_code,
            typed_amounts.type_code
        ) as place,
        typed_amounts.disclosure_key,
        'expenditure' as form_code,
        typed_amounts.line_label,
        typed_amounts.branch_code,
        typed_amounts.type_code as measure_code,
        comparable.relation,
        if(typed_amounts.form_code = 'expenditure', 'actual', 'expected') as term_side,
        typed_amounts.amount_key
    from typed_amounts
    inner join comparable
        on
            typed_amounts.disclosure_key = comparable.disclosure_key
            and typed_amounts.amount_basis = comparable.amount_basis
            and typed_amounts.type_code = comparable.type_code
    where
        (typed_amounts.branch_code = 'total' and comparable.has_total)
        or (
            typed_amounts.branch_code != 'total'
            and length(typed_amounts.branch_code) <= comparable.deepest_code
        )
),

-- Expenditure beyond the funds needs no check of its own; a fund's code that expenditure lacks does.
terms as (
    select * replace (coalesce(min(line_label) over (partition by place), branch_code) as line_label)
    from compared_terms
    qualify
        relation = '='
        or bool_or(term_side = 'expected') over (partition by place)
)

{{ identity_terms('terms', 'expenditure_vs_funds') }}
