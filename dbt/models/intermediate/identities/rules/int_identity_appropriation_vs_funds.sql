with

fund_forms as (
    select * from {{ ref('int_identity_fund_form') }}
),

disclosure_forms as (
    select * from {{ ref('int_disclosure_form') }}
),

summary_totals as (
    select * from {{ ref('int_identity_summary_total') }}
    where form_code = 'appropriation_summary' and side = 'expenditure'
),

summary_classes as (
    select * from {{ ref('int_identity_summary_class') }}
    where form_code = 'appropriation_summary' and source_code = ''
),

revenue_lines as (
    select * from {{ ref('int_identity_summary') }}
    where form_code = 'appropriation_summary' and side = 'revenue' and amount_yuan != 0
),

form_totals as (
    select form_totals.*
    from {{ ref('int_identity_form_total') }} as form_totals
    inner join fund_forms on form_totals.form_code = fund_forms.form_code
    where form_totals.type_code = 'total' and form_totals.is_all_sources
),

form_sums as (
    select
        form_totals.disclosure_key,
        form_totals.amount_basis,
        sum(amounts.amount_yuan) as amount_yuan,
        sum(amounts.half_unit_yuan) as half_unit_yuan
    from form_totals
    inner join {{ ref('int_published_amount') }} as amounts on form_totals.amount_key = amounts.amount_key
    group by form_totals.disclosure_key, form_totals.amount_basis
),

-- Fund forms may leave out the money carried forward, which the summary's expenditure holds.
falling_short as (
    select
        summary_totals.disclosure_key,
        summary_totals.amount_basis
    from summary_totals
    inner join form_sums
        on
            summary_totals.disclosure_key = form_sums.disclosure_key
            and summary_totals.amount_basis = form_sums.amount_basis
    group by summary_totals.disclosure_key, summary_totals.amount_basis
    having bool_and(summary_totals.amount_yuan - form_sums.amount_yuan > 2 * form_sums.half_unit_yuan)
),

carried_forward_lines as (
    select
        revenue_lines.disclosure_key,
        revenue_lines.amount_basis,
        revenue_lines.amount_key
    from revenue_lines
    inner join falling_short
        on
            revenue_lines.disclosure_key = falling_short.disclosure_key
            and revenue_lines.amount_basis = falling_short.amount_basis
    where revenue_lines.line_kind = 'balance'
),

-- Some cities print that money in a form of its own; else the summary's own line says how much.
carried_forward_totals as (
    select
        disclosure_key,
        amount_basis,
        amount_key
    from {{ ref('int_identity_form_total') }}
    where
        form_code = 'carried_forward_expenditure'
        and type_code in ('total', 'project', 'unknown')
        and is_all_sources
        and disclosure_key not in (select disclosure_key from carried_forward_lines)
    union all
    select
        disclosure_key,
        amount_basis,
        amount_key
    from carried_forward_lines
),

form_classes as (
    select form_classes.*
    from {{ ref('int_identity_code_amount') }} as form_classes
    inner join fund_forms on form_classes.form_code = fund_forms.form_code
    where
        form_classes.type_code = 'total'
        and form_classes.is_all_sources
        and length(form_classes.branch_code) = 3
),

-- The identity is for summaries that print one expenditure column for all funds.
one_column_summaries as (
    select
        disclosure_key,
        amount_basis
    from summary_totals
    group by disclosure_key, amount_basis
    having bool_and(source_code = '')
),

totals_printed as (
    select distinct
        disclosure_key,
        amount_basis,
        form_code
    from form_totals
),

revenue_by_fund as (
    select distinct
        disclosure_key,
        amount_basis,
        line_source
    from revenue_lines
),

-- A fund whose form is not disclosed has no money only if the summary shows no revenue of it.
fund_states as (
    select
        one_column_summaries.disclosure_key,
        one_column_summaries.amount_basis,
        fund_forms.form_code,
        case
            when totals_printed.form_code is not null then 'total printed'
            when disclosure_forms.amount_count = 0 then 'empty'
            when disclosure_forms.amount_count > 0 then 'prints no total'
            when
                fund_forms.form_code != 'general_public_expenditure'
                and revenue_by_fund.line_source is null
                then 'no such money'
            else 'is not disclosed'
        end as form_state
    from one_column_summaries
    cross join fund_forms
    left join disclosure_forms
        on
            one_column_summaries.disclosure_key = disclosure_forms.disclosure_key
            and fund_forms.form_code = disclosure_forms.form_code
    left join totals_printed
        on
            one_column_summaries.disclosure_key = totals_printed.disclosure_key
            and one_column_summaries.amount_basis = totals_printed.amount_basis
            and fund_forms.form_code = totals_printed.form_code
    left join revenue_by_fund
        on
            one_column_summaries.disclosure_key = revenue_by_fund.disclosure_key
            and one_column_summaries.amount_basis = revenue_by_fund.amount_basis
            and fund_forms.fund_source = revenue_by_fund.line_source
),

judgements as (
    select
        disclosure_key,
        amount_basis,
        string_agg(form_code || ' ' || form_state, ', ' order by form_code) filter (
            where form_state in ('prints no total', 'is not disclosed')
        ) as reason,
        bool_or(form_state = 'total printed') as has_form_total
    from fund_states
    group by disclosure_key, amount_basis
),

comparable as (
    select * from judgements
    where reason is null and has_form_total
),

unclassified_forms as (
    select distinct
        totals_printed.disclosure_key,
        totals_printed.amount_basis
    from totals_printed
    left join form_classes
        on
            totals_printed.disclosure_key = form_classes.disclosure_key
            and totals_printed.amount_basis = form_classes.amount_basis
            and totals_printed.form_code = form_classes.form_code
    where form_classes.form_code is null
),

total_terms as (
    select
        summary_totals.disclosure_key,
        summary_totals.amount_basis,
        'total' as branch_code,
        summary_totals.line_label,
        summary_totals.reading,
        if(summary_totals.line_kind = 'current_year_total', 1, 2) as reading_rank,
        'actual' as term_side,
        summary_totals.amount_key
    from summary_totals
    inner join comparable
        on
            summary_totals.disclosure_key = comparable.disclosure_key
            and summary_totals.amount_basis = comparable.amount_basis
    union all
    select
        summary_totals.disclosure_key,
        summary_totals.amount_basis,
        'total' as branch_code,
        null::varchar as line_label,
        summary_totals.reading,
        if(summary_totals.line_kind = 'current_year_total', 1, 2) as reading_rank,
        'expected' as term_side,
        form_totals.amount_key
    from summary_totals
    inner join comparable
        on
            summary_totals.disclosure_key = comparable.disclosure_key
            and summary_totals.amount_basis = comparable.amount_basis
    inner join form_totals
        on
            summary_totals.disclosure_key = form_totals.disclosure_key
            and summary_totals.amount_basis = form_totals.amount_basis
),

readings_with_carried_forward as (
    select
        total_terms.* replace (
            total_terms.reading || ', with the money carried forward' as reading,
            total_terms.reading_rank + 2 as reading_rank
        )
    from total_terms
    inner join carried_forward_totals
        on
            total_terms.disclosure_key = carried_forward_totals.disclosure_key
            and total_terms.amount_basis = carried_forward_totals.amount_basis
),

carried_forward_terms as (
    select distinct
        readings_with_carried_forward.disclosure_key,
        readings_with_carried_forward.amount_basis,
        readings_with_carried_forward.branch_code,
        null::varchar as line_label,
        readings_with_carried_forward.reading,
        readings_with_carried_forward.reading_rank,
        'expected' as term_side,
        carried_forward_totals.amount_key
    from readings_with_carried_forward
    inner join carried_forward_totals
        on
            readings_with_carried_forward.disclosure_key = carried_forward_totals.disclosure_key
            and readings_with_carried_forward.amount_basis = carried_forward_totals.amount_basis
),

-- Classes can be added up only where every fund form with money prints them.
classified as (
    select
        comparable.disclosure_key,
        comparable.amount_basis
    from comparable
    left join unclassified_forms
        on
            comparable.disclosure_key = unclassified_forms.disclosure_key
            and comparable.amount_basis = unclassified_forms.amount_basis
    where unclassified_forms.disclosure_key is null
),

class_sides as (
    select
        disclosure_key,
        amount_basis,
        class_code as branch_code,
        line_label,
        null::varchar as reading,
        1 as reading_rank,
        'actual' as term_side,
        amount_key,
        is_fully_classified
    from summary_classes
    union all
    select
        disclosure_key,
        amount_basis,
        branch_code,
        line_label,
        null::varchar as reading,
        1 as reading_rank,
        'expected' as term_side,
        amount_key,
        true as is_fully_classified
    from form_classes
),

-- A class printed on one side only counts as nothing on the other, when both print classes.
class_terms as (
    select class_sides.* exclude (is_fully_classified)
    from class_sides
    inner join classified
        on
            class_sides.disclosure_key = classified.disclosure_key
            and class_sides.amount_basis = classified.amount_basis
    window
        disclosure_window as (partition by class_sides.disclosure_key, class_sides.amount_basis),
        class_window as (
            partition by class_sides.disclosure_key, class_sides.amount_basis, class_sides.branch_code
        )
    qualify
        count(distinct class_sides.term_side) over disclosure_window = 2
        and (
            bool_and(class_sides.is_fully_classified) over disclosure_window
            or count(distinct class_sides.term_side) over class_window = 2
        )
),

all_terms as (
    select * from total_terms
    union all
    select * from readings_with_carried_forward
    union all
    select * from carried_forward_terms
    union all
    select * from class_terms
),

-- Carried-forward money is not disclosed by class: a class may then exceed its fund forms.
with_carried_forward as (
    select distinct
        disclosure_key,
        amount_basis
    from carried_forward_totals
),

terms as (
    select
        concat_ws('|', all_terms.disclosure_key, all_terms.amount_basis, all_terms.branch_code) as place,
        all_terms.disclosure_key,
        'appropriation_summary' as form_code,
        coalesce(
            min(all_terms.line_label) filter (where all_terms.term_side = 'actual') over (
                partition by all_terms.disclosure_key, all_terms.amount_basis, all_terms.branch_code
            ),
            all_terms.branch_code
        ) as line_label,
        'total' as measure_code,
        if(
            with_carried_forward.disclosure_key is not null and all_terms.branch_code != 'total', '>=', '='
        ) as relation,
        all_terms.reading,
        all_terms.reading_rank,
        all_terms.term_side,
        all_terms.amount_key
    from all_terms
    left join with_carried_forward
        on
            all_terms.disclosure_key = with_carried_forward.disclosure_key
            and all_terms.amount_basis = with_carried_forward.amount_basis
),

gaps as (
    select distinct
        disclosure_key,
        'appropriation_summary' as form_code,
        reason
    from judgements
    where reason is not null
)

{{ identity_terms('terms', 'appropriation_vs_funds', has_readings=true) }}
union all
{{ identity_gaps('gaps', 'appropriation_vs_funds') }}
