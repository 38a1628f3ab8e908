-- What speaks for a misreading behind a violated identity, though one or two figures would explain it:
-- numbers that the reader lost, figures in another row or column, names and codes that do not go together.
with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_finding_term') }}
    where coefficient <> 0
),

amounts as (
    select
        amount_key,
        disclosure_key,
        form_code,
        table_id,
        row_no,
        column_no,
        side,
        breakdown,
        amount_basis,
        period,
        measure_code,
        fund_source,
        item_code,
        budget_unit_label,
        is_leaf,
        line_label,
        amount_yuan,
        half_unit_yuan,
        code_source,
        satisfied_count,
        value_proven,
        code_proven,
        coalesce(functional_code, economic_code, government_economic_code) as code
    from {{ ref('fct_published_amount') }}
    where disclosure_key in (select disclosure_key from findings)
),

judged as (
    select
        terms.check_key,
        terms.term_side,
        terms.amount_key,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        amounts.amount_yuan,
        count(*) over (partition by terms.check_key, terms.term_side) as side_count
    from terms
    inner join amounts on terms.amount_key = amounts.amount_key
),

-- The one figure of a side that stands for a sum, or beside another form's one.
sole_figures as (
    select * from judged
    where side_count = 1
),

---------- a number of the page is in no cell

lost_numbers as (
    select distinct findings.check_key
    from findings
    inner join {{ ref('fct_recognised_table') }} as recognised
        on findings.disclosure_key = recognised.disclosure_key and findings.form_code = recognised.form_code
    inner join {{ source('raw', 'document_table') }} as raw_tables
        on recognised.table_id = raw_tables.table_id
    inner join {{ source('raw', 'page') }} as pages
        on
            raw_tables.document_id = pages.document_id
            and pages.page_no between raw_tables.page_first and raw_tables.page_last
    where findings.identity_scope in ('within_form', 'between_forms') and pages.lost_number_count > 0
),

-- Two rows read as one, or a row as a part of the header.
figures_run_together as (
    select distinct findings.check_key
    from findings
    inner join {{ ref('fct_recognised_table') }} as recognised
        on findings.disclosure_key = recognised.disclosure_key and findings.form_code = recognised.form_code
    inner join {{ ref('int_joined_figure') }} as joined on recognised.table_id = joined.table_id
    where findings.identity_scope in ('within_form', 'between_forms')
    union
    select judged.check_key
    from judged
    inner join {{ ref('int_joined_figure') }} as joined on judged.table_id = joined.table_id
),

---------- another unit

-- The same digits a thousand, ten thousand or a hundred million times as large.
other_units as (
    select check_key
    from findings
    where
        identity_scope <> 'within_form'
        and relation = '='
        and least(abs(expected_yuan), abs(actual_yuan)) > 0
        and (
            {% for factor in [1000, 10000, 100000000] %}
                {{ 'or ' if not loop.first else '' }}abs(
                    greatest(abs(expected_yuan), abs(actual_yuan))
                    - least(abs(expected_yuan), abs(actual_yuan)) * {{ factor }}
                ) <= greatest(abs(expected_yuan), abs(actual_yuan)) * 0.001
            {% endfor %}
        )
),

-- Figures that fit, and are not proven all the same: the unit they are printed in is in doubt.
units_in_doubt as (
    select distinct terms.check_key
    from terms
    inner join amounts on terms.amount_key = amounts.amount_key
    where amounts.satisfied_count > 0 and not amounts.value_proven
),

---------- another column

swapped_columns as (
    select distinct judged.check_key
    from judged
    inner join {{ ref('int_swapped_column') }} as swapped on judged.table_id = swapped.table_id
),

-- What one measure should be, another one is, and the other way round.
mirrored as (
    select findings.check_key
    from findings
    inner join findings as others
        on
            findings.disclosure_key = others.disclosure_key
            and findings.identity_code = others.identity_code
            and findings.check_key <> others.check_key
            and findings.expected_yuan = others.actual_yuan
            and findings.actual_yuan = others.expected_yuan
            and findings.expected_yuan <> findings.actual_yuan
),

-- The sums of two columns, each of which a total prints in another column.
totals_in_other_columns as (
    select distinct
        findings.check_key,
        totals.table_id,
        totals.row_no,
        totals.column_no
    from findings
    inner join sole_figures as totals on findings.check_key = totals.check_key and totals.term_side = 'actual'
    inner join amounts as beside
        on
            totals.table_id = beside.table_id
            and totals.row_no = beside.row_no
            and totals.column_no <> beside.column_no
            and findings.expected_yuan = beside.amount_yuan
    where findings.identity_code in ('code_roll_up', 'unit_roll_up') and findings.expected_yuan <> 0
),

columns_moved as (
    select check_key
    from totals_in_other_columns
    qualify
        min(column_no) over (partition by table_id, row_no)
        <> max(column_no) over (partition by table_id, row_no)
),

-- One figure in two cells beside or below one another, and the sum fails by as much.
printed_figures as (
    select
        amount_key,
        amount_yuan,
        lag(amount_yuan) over (partition by table_id, row_no order by column_no) as yuan_before,
        lag(amount_yuan) over (partition by table_id, column_no order by row_no) as yuan_above
    from amounts
),

repeated_figures as (
    select distinct findings.check_key
    from findings
    inner join terms on findings.check_key = terms.check_key
    inner join printed_figures as figures on terms.amount_key = figures.amount_key
    where
        abs(figures.amount_yuan) = abs(findings.difference_yuan)
        and figures.amount_yuan <> 0
        and figures.amount_yuan in (figures.yuan_before, figures.yuan_above)
),

-- A measure that a row prints twice: which of the two columns the sum is about is not known.
printed_twice as (
    select amount_key
    from amounts
    where measure_code is not null
    qualify
        count(distinct column_no) over (
            partition by
                table_id,
                row_no,
                side,
                breakdown,
                amount_basis,
                period,
                measure_code,
                fund_source,
                code,
                item_code,
                budget_unit_label
        ) > 1
),

columns_alike as (
    select distinct terms.check_key
    from terms
    inner join findings on terms.check_key = findings.check_key
    inner join printed_twice on terms.amount_key = printed_twice.amount_key
    where findings.identity_scope in ('within_form', 'between_forms')
),

-- What is missing are the figures of another column in rows that print nothing in this one.
split_columns as (
    select findings.check_key
    from findings
    inner join sole_figures as totals on findings.check_key = totals.check_key and totals.term_side = 'actual'
    inner join amounts as others
        on
            totals.table_id = others.table_id
            and totals.column_no <> others.column_no
            and others.is_leaf
    left join amounts as beside
        on
            others.table_id = beside.table_id
            and others.row_no = beside.row_no
            and totals.column_no = beside.column_no
    where
        findings.identity_code in ('code_roll_up', 'unit_roll_up', 'summary_lines')
        and beside.amount_key is null
    group by findings.check_key, others.column_no
    having
        sum(others.amount_yuan) <> 0
        and abs(sum(others.amount_yuan) - any_value(findings.actual_yuan - findings.expected_yuan))
        <= any_value(findings.tolerance_yuan)
),

-- What is missing stands in a row that prints nothing in the column it is missing from.
in_other_column as (
    select distinct findings.check_key
    from findings
    inner join sole_figures on findings.check_key = sole_figures.check_key
    inner join amounts as others
        on
            sole_figures.table_id = others.table_id
            and sole_figures.column_no <> others.column_no
            and sole_figures.row_no <> others.row_no
            and abs(findings.difference_yuan) = abs(others.amount_yuan)
    left join amounts as beside
        on
            others.table_id = beside.table_id
            and others.row_no = beside.row_no
            and sole_figures.column_no = beside.column_no
    where
        findings.identity_code in ('code_roll_up', 'unit_roll_up', 'summary_lines')
        and findings.difference_yuan <> 0
        and beside.amount_key is null
    union
    select check_key from split_columns
),

---------- another row

-- The figure that another form prints stands in the same column, one or more rows away, or beside nothing.
in_other_row as (
    select distinct findings.check_key
    from findings
    inner join sole_figures on findings.check_key = sole_figures.check_key
    inner join sole_figures as elsewhere
        on
            sole_figures.check_key = elsewhere.check_key
            and sole_figures.term_side <> elsewhere.term_side
            and sole_figures.table_id <> elsewhere.table_id
    inner join amounts as others
        on
            sole_figures.table_id = others.table_id
            and elsewhere.amount_yuan = others.amount_yuan
            and (
                (sole_figures.column_no = others.column_no and sole_figures.row_no <> others.row_no)
                or (sole_figures.row_no = others.row_no and sole_figures.amount_yuan = 0)
            )
    where findings.identity_scope = 'between_forms' and elsewhere.amount_yuan <> 0
    union
    -- Or at another item.
    select findings.check_key
    from findings
    inner join sole_figures on findings.check_key = sole_figures.check_key
    inner join sole_figures as elsewhere
        on
            sole_figures.check_key = elsewhere.check_key
            and sole_figures.term_side <> elsewhere.term_side
            and sole_figures.table_id <> elsewhere.table_id
    inner join amounts as own on sole_figures.amount_key = own.amount_key
    inner join amounts as others
        on
            own.table_id = others.table_id
            and own.item_code <> others.item_code
            and (own.row_no = others.row_no or own.column_no = others.column_no)
            and abs(elsewhere.amount_yuan - others.amount_yuan) <= coalesce(others.half_unit_yuan, 0)
    where findings.identity_scope = 'between_forms' and elsewhere.amount_yuan <> 0
),

-- Sums that share a figure: one slip breaks both.
sharing as (
    select distinct
        one.check_key,
        other.check_key as other_check_key
    from terms as one
    inner join terms as other on one.amount_key = other.amount_key and one.check_key <> other.check_key
),

-- What one sum of a form lacks, another one has in excess, and no figure belongs to both.
opposite_gaps as (
    select distinct findings.check_key
    from findings
    inner join findings as others
        on
            findings.disclosure_key = others.disclosure_key
            and findings.form_code = others.form_code
            and findings.identity_code = others.identity_code
            and findings.check_key <> others.check_key
            and abs(
                (findings.actual_yuan - findings.expected_yuan) - (others.expected_yuan - others.actual_yuan)
            )
            <= findings.tolerance_yuan + others.tolerance_yuan
    left join sharing
        on findings.check_key = sharing.check_key and others.check_key = sharing.other_check_key
    where
        findings.identity_scope = 'within_form'
        and findings.difference_yuan <> 0
        and sharing.check_key is null
),

---------- a total and one of its parts, or two items

-- A total and a part in each other's place: the sum of the parts is as far beyond the part as that beyond the
-- total.
sums_with_exchanged_parts as (
    select distinct
        findings.check_key,
        sole_figures.amount_key,
        parts.amount_key as part_amount_key
    from findings
    inner join sole_figures on findings.check_key = sole_figures.check_key
    inner join judged as parts
        on
            findings.check_key = parts.check_key
            and sole_figures.term_side <> parts.term_side
            and sole_figures.table_id = parts.table_id
    where
        findings.identity_scope = 'within_form'
        and findings.relation = '='
        and abs(findings.difference_yuan) > 4 * findings.tolerance_yuan
        and abs(2 * parts.amount_yuan - findings.expected_yuan - findings.actual_yuan)
        <= findings.tolerance_yuan
),

exchanged_parts as (
    select check_key
    from sums_with_exchanged_parts
    union
    -- Another sum that one of the two is a figure of.
    select terms.check_key
    from sums_with_exchanged_parts as sums
    inner join terms on terms.amount_key in (sums.amount_key, sums.part_amount_key)
    inner join findings on terms.check_key = findings.check_key
    where findings.identity_scope = 'within_form'
),

-- The sum of two items stands at a third one that has nothing to do with them.
exchanged_items as (
    select distinct findings.check_key
    from findings
    inner join sole_figures on findings.check_key = sole_figures.check_key
    inner join amounts as others
        on
            sole_figures.table_id = others.table_id
            and (sole_figures.row_no = others.row_no or sole_figures.column_no = others.column_no)
            and sole_figures.amount_key <> others.amount_key
    left join judged as used on findings.check_key = used.check_key and others.amount_key = used.amount_key
    where
        findings.identity_code = 'three_public_roll_up'
        and others.amount_yuan <> 0
        and others.amount_yuan
        = if(sole_figures.term_side = 'actual', findings.expected_yuan, findings.actual_yuan)
        and others.item_code not in ('grand_total', 'three_public_total')
        and used.check_key is null
),

---------- names and codes

forms_of_misnamed_rows as (
    select
        amounts.disclosure_key,
        amounts.form_code,
        count(distinct amounts.table_id || '/' || amounts.row_no) as row_count
    from amounts
    left join {{ ref('int_doubtful_row') }} as doubtful
        on amounts.table_id = doubtful.table_id and amounts.row_no = doubtful.row_no
    where
        amounts.code is not null
        and amounts.code_source in ('printed', 'inherited')
        and not amounts.code_proven
        and doubtful.table_id is null
    group by amounts.disclosure_key, amounts.form_code
),

-- Codes with the names of other codes, not those of another year.
forms_of_misnamed_codes as (
    select
        disclosure_key,
        form_code
    from findings
    where identity_code = 'code_name' and reason is null
    group by disclosure_key, form_code
    having count(*) > 1
),

-- One code beside another's name may be a slip; sums by code prove nothing then, and two are a column moved.
misnamed_rows as (
    select findings.check_key
    from findings
    inner join forms_of_misnamed_codes as misnamed
        on findings.disclosure_key = misnamed.disclosure_key and findings.form_code = misnamed.form_code
    where
        findings.identity_code in ('code_name', 'code_roll_up') or findings.identity_scope = 'between_forms'
    union
    select findings.check_key
    from findings
    inner join forms_of_misnamed_rows as misnamed
        on findings.disclosure_key = misnamed.disclosure_key and findings.form_code = misnamed.form_code
    where
        findings.identity_code = 'code_roll_up'
        or (
            misnamed.row_count > 1
            and (findings.identity_code = 'code_name' or findings.identity_scope = 'between_forms')
        )
),

-- The name of a code below the one that is printed: its last digits may have been lost.
seed_names as (
    {{ codes_and_names(bare_name) }}
),

shortened_codes as (
    select distinct findings.check_key
    from findings
    inner join amounts
        on
            findings.disclosure_key = amounts.disclosure_key
            and findings.form_code = amounts.form_code
            and findings.line_label = amounts.line_label
    inner join seed_names
        on
            {{ bare_name('amounts.line_label') }} = seed_names.name
            and starts_with(seed_names.code, amounts.code)
            and length(seed_names.code) > length(amounts.code)
    where findings.identity_code = 'code_name'
),

-- A page read twice, a title that is another form's, or a name above that is another body's.
tables_in_doubt as (
    select distinct table_id
    from {{ ref('int_doubtful_row') }}
    where doubt_code in ('doubled', 'totalled_twice', 'of_another_form', 'of_another_body')
),

doubtful_tables as (
    select findings.check_key
    from findings
    inner join amounts
        on findings.disclosure_key = amounts.disclosure_key and findings.form_code = amounts.form_code
    inner join tables_in_doubt on amounts.table_id = tables_in_doubt.table_id
    union
    select judged.check_key
    from judged
    inner join tables_in_doubt on judged.table_id = tables_in_doubt.table_id
),

-- Lines are withheld from sums; where another sum of the form fails, what is missing may stand in another
-- row.
forms_out_of_order as (
    select distinct
        disclosure_key,
        form_code
    from findings
    where status = 'violated' and identity_scope = 'within_form'
),

gaps_beside_slips as (
    select findings.check_key
    from findings
    inner join forms_out_of_order as forms
        on findings.disclosure_key = forms.disclosure_key and findings.form_code = forms.form_code
    where findings.status = 'incomplete'
),

-- Another form prints what should stand here: whether this one leaves it out, or the reader, is not known.
unprinted_parts as (
    select check_key
    from findings
    where
        identity_scope = 'between_forms'
        and (
            starts_with(reason, 'the figures that should add up')
            or starts_with(reason, 'the figure is printed on the other side')
        )
),

doubts as (
    {% for cause in [
        'lost_numbers', 'figures_run_together', 'other_units', 'units_in_doubt', 'swapped_columns', 'doubtful_tables',
        'columns_alike', 'misnamed_rows', 'shortened_codes', 'mirrored', 'columns_moved', 'repeated_figures',
        'in_other_column', 'in_other_row', 'opposite_gaps', 'exchanged_parts', 'exchanged_items',
        'gaps_beside_slips', 'unprinted_parts'
    ] %}
        {{ 'union all' if not loop.first else '' }}
        select
            check_key,
            '{{ cause }}' as cause,
            {{ loop.index }} as cause_no
        from {{ cause }}
    {% endfor %}
)

select
    check_key,
    min_by(cause, cause_no) as cause
from doubts
group by check_key
