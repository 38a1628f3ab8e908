with

taken_readings as (
    select * from {{ ref('int_identity_reading') }}
    where is_taken
),

terms as (
    select * from {{ ref('int_identity_term') }}
),

amounts as (
    select
        amount_key,
        disclosure_key,
        form_code,
        table_id,
        page_no,
        amount_basis,
        side,
        breakdown,
        budget_unit_label,
        line_role
    from {{ ref('int_corrected_amount_of_all_documents') }}
),

stated_gaps as (
    select * from {{ ref('int_identity_candidate_term') }}
    where coalesce(amount_key, claim_key) is null
    union all
    select * from {{ ref('int_identity_gap') }}
),

text_checks as (
    select * from {{ ref('int_identity_text_check') }}
),

-- Where nothing stands loose beside a table, rows that add up to too little were not printed.
tables_with_loose_amounts as (
    select distinct table_id from {{ ref('int_loose_amount') }}
),

-- A total that other equations confirm is right, and its rows are what is wrong.
confirmed_amounts as (
    select distinct terms.amount_key
    from terms
    inner join taken_readings on terms.check_key = taken_readings.check_key
    where taken_readings.status in ('exact', 'rounding') and taken_readings.relation = '='
),

-- What all terms of the tested figure share says where on the form the check is.
places as (
    select
        terms.check_key,
        {{ only_value('amounts.amount_basis') }} as amount_basis,
        {{ only_value('amounts.side') }} as side,
        {{ only_value('amounts.breakdown') }} as breakdown,
        nullif({{ only_value("coalesce(amounts.budget_unit_label, '')") }}, '') as budget_unit_label,
        bool_or(tables_with_loose_amounts.table_id is not null) as has_loose_amounts,
        bool_and(confirmed_amounts.amount_key is not null and amounts.page_no is not null) as is_confirmed
    from terms
    inner join amounts on terms.amount_key = amounts.amount_key
    left join tables_with_loose_amounts on amounts.table_id = tables_with_loose_amounts.table_id
    left join confirmed_amounts on terms.amount_key = confirmed_amounts.amount_key
    where terms.term_side = 'actual'
    group by terms.check_key
),

arithmetic_checks as (
    select
        taken_readings.check_key,
        taken_readings.identity_code,
        taken_readings.disclosure_key,
        taken_readings.other_disclosure_key,
        taken_readings.form_code,
        taken_readings.line_label,
        taken_readings.measure_code,
        places.amount_basis,
        places.side,
        places.breakdown,
        places.budget_unit_label,
        taken_readings.relation,
        taken_readings.expected_yuan,
        taken_readings.actual_yuan,
        taken_readings.difference_yuan,
        taken_readings.tolerance_yuan,
        taken_readings.term_count,
        null::varchar as expected_text,
        null::varchar as actual_text,
        taken_readings.status,
        case
            when taken_readings.is_last_place then 'note: one unit in the last printed place'
            when taken_readings.reading_count > 1 and taken_readings.status = 'violated'
                then 'no reading holds; nearest: ' || taken_readings.reading
            when taken_readings.reading is not null then 'compared with: ' || taken_readings.reading
            when
                taken_readings.status = 'violated'
                and taken_readings.identity_code in ('code_roll_up', 'unit_roll_up')
                and taken_readings.expected_yuan < taken_readings.actual_yuan
                and places.is_confirmed
                then
                    if(
                        places.has_loose_amounts,
                        'rows_lost: amounts stand loose beside the table',
                        'rows_not_printed: the page holds no further amount'
                    )
            when taken_readings.status = 'violated' and taken_readings.expected_term_count = 0
                then 'the figures that should add up to it are not printed'
            when taken_readings.status = 'violated' and taken_readings.actual_term_count = 0
                then 'the figure is printed on the other side only'
        end as reason
    from taken_readings
    left join places on taken_readings.check_key = places.check_key
),

-- Lines that are printed add across all the same; where they do not, the form is not short but wrong.
forms_with_broken_rows as (
    select distinct
        disclosure_key,
        form_code
    from arithmetic_checks
    where identity_code = 'row_cross_foot' and status = 'violated'
),

withheld_lines as (
    select
        checks.disclosure_key,
        checks.form_code,
        max(abs(checks.difference_yuan)) as gap_yuan
    from arithmetic_checks as checks
    left join forms_with_broken_rows as broken
        on checks.disclosure_key = broken.disclosure_key and checks.form_code = broken.form_code
    where starts_with(checks.reason, 'rows_not_printed') and broken.form_code is null
    group by checks.disclosure_key, checks.form_code
),

-- What is compared with lines of which some are withheld falls short of it, by no more than those hold.
short_sides as (
    select
        check_key,
        if(actual_yuan < expected_yuan, 'actual', 'expected') as term_side,
        abs(difference_yuan) - tolerance_yuan as gap_yuan
    from arithmetic_checks
    where status = 'violated' and not coalesce(starts_with(reason, 'rows_'), false)
),

checks_of_withheld_lines as (
    select short_sides.check_key
    from short_sides
    inner join terms
        on short_sides.check_key = terms.check_key and short_sides.term_side = terms.term_side
    left join amounts on terms.amount_key = amounts.amount_key and amounts.line_role <> 'total'
    left join withheld_lines
        on
            amounts.disclosure_key = withheld_lines.disclosure_key
            and amounts.form_code = withheld_lines.form_code
    group by short_sides.check_key, short_sides.gap_yuan
    having bool_and(coalesce(short_sides.gap_yuan <= withheld_lines.gap_yuan, false))
)

-- Lines that a publisher withholds leave a total that cannot be added up, and nothing that is misprinted.
select
    arithmetic_checks.* replace (
        if(
            withheld_lines.form_code is not null or checks_of_withheld_lines.check_key is not null,
            'incomplete',
            arithmetic_checks.status
        ) as status,
        case
            when checks_of_withheld_lines.check_key is not null
                then 'compared with lines of which some are not printed'
            when
                not coalesce(starts_with(arithmetic_checks.reason, 'rows_not_printed'), false)
                or withheld_lines.form_code is not null
                then arithmetic_checks.reason
        end as reason
    )
from arithmetic_checks
left join checks_of_withheld_lines on arithmetic_checks.check_key = checks_of_withheld_lines.check_key
left join withheld_lines
    on
        -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
        if(
            starts_with(arithmetic_checks.reason, 'rows_not_printed'), arithmetic_checks.disclosure_key, null
        ) = withheld_lines.disclosure_key
        and arithmetic_checks.form_code = withheld_lines.form_code
union all
select
    check_key,
    identity_code,
    disclosure_key,
    other_disclosure_key,
    form_code,
    line_label,
    measure_code,
    null::varchar as amount_basis,
    null::varchar as side,
    null::varchar as breakdown,
    null::varchar as budget_unit_label,
    relation,
    null::decimal(20, 2) as expected_yuan,
    null::decimal(20, 2) as actual_yuan,
    null::decimal(20, 2) as difference_yuan,
    null::decimal(20, 8) as tolerance_yuan,
    0 as term_count,
    null::varchar as expected_text,
    null::varchar as actual_text,
    'not_applicable' as status,
    reason
from stated_gaps
union all
select
    check_key,
    identity_code,
    disclosure_key,
    null::varchar as other_disclosure_key,
    form_code,
    line_label,
    null::varchar as measure_code,
    null::varchar as amount_basis,
    null::varchar as side,
    null::varchar as breakdown,
    null::varchar as budget_unit_label,
    '=' as relation,
    null::decimal(20, 2) as expected_yuan,
    null::decimal(20, 2) as actual_yuan,
    null::decimal(20, 2) as difference_yuan,
    null::decimal(20, 8) as tolerance_yuan,
    (amount_key is not null)::integer + coalesce(len(claim_keys), 0) as term_count,
    expected_text,
    actual_text,
    status,
    reason
from text_checks
