with

fund_forms as (
    select * from {{ ref('int_identity_fund_form') }}
),

disclosed_forms as (
    select
        disclosure_forms.disclosure_key,
        disclosure_forms.amount_count,
        fund_forms.*
    from {{ ref('int_disclosure_form') }} as disclosure_forms
    inner join fund_forms on disclosure_forms.form_code = fund_forms.form_code
),

fund_columns as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'appropriation_summary' and side = 'expenditure' and source_code != ''
),

summary_classes as (
    select * from {{ ref('int_identity_summary_class') }}
    where form_code = 'appropriation_summary' and source_code != ''
),

form_totals as (
    select * from {{ ref('int_identity_form_total') }}
    where type_code = 'total' and is_all_sources
),

form_classes as (
    select * from {{ ref('int_identity_code_amount') }}
    where type_code = 'total' and is_all_sources and length(branch_code) = 3
),

-- A fund's form printed empty says that the fund has no money; a total that is not printed says nothing.
total_pairs as (
    select
        disclosed_forms.identity_code,
        disclosed_forms.disclosure_key,
        disclosed_forms.form_code,
        fund_columns.amount_basis,
        'total' as branch_code,
        coalesce(form_totals.line_label, fund_columns.line_label) as line_label,
        fund_columns.reading,
        if(fund_columns.line_kind = 'current_year_total', 1, 2) as reading_rank,
        form_totals.amount_key as actual_key,
        fund_columns.amount_key as expected_key
    from disclosed_forms
    inner join fund_columns
        on
            disclosed_forms.disclosure_key = fund_columns.disclosure_key
            and disclosed_forms.fund_source = fund_columns.source_code
    left join form_totals
        on
            disclosed_forms.disclosure_key = form_totals.disclosure_key
            and disclosed_forms.form_code = form_totals.form_code
            and fund_columns.amount_basis = form_totals.amount_basis
    where
        form_totals.amount_key is not null
        or (disclosed_forms.amount_count = 0 and fund_columns.amount_yuan != 0)
),

class_sides as (
    select
        disclosed_forms.identity_code,
        disclosed_forms.disclosure_key,
        disclosed_forms.form_code,
        form_classes.amount_basis,
        form_classes.branch_code,
        form_classes.line_label,
        'actual' as term_side,
        form_classes.amount_key,
        true as is_fully_classified
    from disclosed_forms
    inner join form_classes
        on
            disclosed_forms.disclosure_key = form_classes.disclosure_key
            and disclosed_forms.form_code = form_classes.form_code
    union all
    select
        disclosed_forms.identity_code,
        disclosed_forms.disclosure_key,
        disclosed_forms.form_code,
        summary_classes.amount_basis,
        summary_classes.class_code as branch_code,
        summary_classes.line_label,
        'expected' as term_side,
        summary_classes.amount_key,
        summary_classes.is_fully_classified
    from disclosed_forms
    inner join summary_classes
        on
            disclosed_forms.disclosure_key = summary_classes.disclosure_key
            and disclosed_forms.fund_source = summary_classes.source_code
),

-- A class printed in one form only counts as nothing in the other, when both print classes.
judged_class_sides as (
    select *
    from class_sides
    qualify
        count(distinct term_side) over (partition by identity_code, disclosure_key, amount_basis) = 2
        and (
            bool_and(is_fully_classified) over (partition by identity_code, disclosure_key, amount_basis)
            or count(distinct term_side) over (
                partition by identity_code, disclosure_key, amount_basis, branch_code
            ) = 2
        )
),

all_terms as (
    {{ two_sides('total_pairs') }}
    union all
    select
        identity_code,
        disclosure_key,
        form_code,
        amount_basis,
        branch_code,
        line_label,
        null::varchar as reading,
        1 as reading_rank,
        term_side,
        amount_key
    from judged_class_sides
),

terms as (
    select
        identity_code,
        disclosure_key,
        form_code,
        concat_ws('|', disclosure_key, amount_basis, branch_code) as place,
        coalesce(
            min(line_label) filter (where term_side = 'actual') over place_window,
            min(line_label) over place_window
        ) as line_label,
        'total' as measure_code,
        '=' as relation,
        reading,
        reading_rank,
        term_side,
        amount_key
    from all_terms
    window place_window as (partition by identity_code, disclosure_key, amount_basis, branch_code)
)

{{ identity_terms('terms', identity_column='identity_code', has_readings=true) }}
