with

summary_totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'income_expenditure_summary' and side = 'expenditure'
    -- Where it prints the total beside the money of each fund, the total speaks for them.
    qualify
        source_code = ''
        or not bool_or(source_code = '') over (partition by disclosure_key, amount_basis, line_kind)
),

form_totals as (
    select * from {{ ref('int_identity_form_total') }}
    where form_code = 'expenditure' and type_code = 'total' and is_all_sources
),

summary_classes as (
    select * from {{ ref('int_identity_summary_class') }}
    where form_code = 'income_expenditure_summary' and source_code = ''
),

form_classes as (
    select * from {{ ref('int_identity_code_amount') }}
    where
        form_code = 'expenditure'
        and type_code = 'total'
        and is_all_sources
        and length(branch_code) = 3
),

compared_totals as (
    select
        form_totals.disclosure_key,
        form_totals.amount_basis,
        'total' as branch_code,
        form_totals.line_label,
        summary_totals.reading,
        if(summary_totals.line_kind = 'current_year_total', 1, 2) as reading_rank,
        form_totals.amount_key as actual_key,
        summary_totals.amount_key as expected_key
    from form_totals
    inner join summary_totals
        on
            form_totals.disclosure_key = summary_totals.disclosure_key
            and form_totals.amount_basis = summary_totals.amount_basis
),

total_terms as (
    {{ two_sides('compared_totals') }}
),

-- A class printed in one form only counts as nothing in the other, when both print classes.
comparable as (
    select
        disclosure_key,
        amount_basis,
        bool_and(is_fully_classified) as is_fully_classified
    from summary_classes
    where
        (disclosure_key, amount_basis) in (select (disclosure_key, amount_basis) from form_classes)
    group by disclosure_key, amount_basis
),

class_terms as (
    select
        disclosure_key,
        amount_basis,
        branch_code,
        line_label,
        null::varchar as reading,
        1 as reading_rank,
        'actual' as term_side,
        amount_key
    from form_classes
    union all
    select
        disclosure_key,
        amount_basis,
        class_code as branch_code,
        line_label,
        null::varchar as reading,
        1 as reading_rank,
        'expected' as term_side,
        amount_key
    from summary_classes
),

judged_class_terms as (
    select class_terms.*
    from class_terms
    inner join comparable
        on
            class_terms.disclosure_key = comparable.disclosure_key
            and class_terms.amount_basis = comparable.amount_basis
    qualify
        comparable.is_fully_classified
        or count(distinct class_terms.term_side) over (
            partition by class_terms.disclosure_key, class_terms.amount_basis, class_terms.branch_code
        ) = 2
),

all_terms as (
    select * from total_terms
    union all
    select * from judged_class_terms
),

terms as (
    select
        concat_ws('|', disclosure_key, amount_basis, branch_code) as place,
        disclosure_key,
        'expenditure' as form_code,
        -- The summary prints the class; the form may print its items only.
        coalesce(
            min(line_label) filter (where term_side = 'expected') over place_window,
            min(line_label) over place_window,
            branch_code
        ) as line_label,
        'total' as measure_code,
        '=' as relation,
        reading,
        reading_rank,
        term_side,
        amount_key
    from all_terms
    window place_window as (partition by disclosure_key, amount_basis, branch_code)
)

{{ identity_terms('terms', 'summary_vs_expenditure', has_readings=true) }}
