-- Whose mistake a violated identity is. The publisher is accused only when the fault is local, the same
-- identity holds elsewhere, nothing printed is left over that would balance it, and the page was read whole;
-- or when a form is out of order throughout whose columns hold in other documents, each number in its cell.
with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_finding_term') }}
),

{{ judged_in_disclosure(of='findings') }},

tables as (
    select
        recognised.disclosure_key,
        recognised.form_code,
        recognised.table_id,
        layouts.layout_key
    from {{ ref('fct_recognised_table') }} as recognised
    left join {{ ref('int_table_layout') }} as layouts on recognised.table_id = layouts.table_id
),

amounts as (
    select
        amount_key,
        disclosure_key,
        table_id,
        row_no,
        column_no,
        amount_yuan,
        half_unit_yuan,
        printed_unit
    from {{ ref('fct_published_amount') }}
    where disclosure_key in (select disclosure_key from findings)
),

---------- does the identity hold elsewhere

-- How many equations between the figures of one form hold.
held_in_form as (
    select
        checks.disclosure_key,
        checks.form_code,
        count(*) as held_count
    from checks
    inner join {{ ref('identity') }} as identities on checks.identity_code = identities.identity_code
    where checks.status <> 'violated' and checks.relation = '=' and identities.scope = 'within_form'
    group by checks.disclosure_key, checks.form_code
),

---------- was the page read whole, and is each number in a cell of its own

suspect_pages as (
    select distinct findings.check_key
    from findings
    inner join {{ ref('int_finding_page') }} as pages on findings.check_key = pages.check_key
    inner join {{ ref('int_suspect_page') }} as suspect_pages
        on findings.document_key = suspect_pages.document_id and pages.page_no = suspect_pages.page_no
),

-- What a second reader, asked because a table looks odd, reads on the finding's pages.
second_readings as (
    select
        findings.check_key,
        sum(raw_pages.second_cell_count) as cell_count,
        sum(raw_pages.second_difference_count) as difference_count
    from findings
    inner join {{ ref('int_finding_page') }} as pages on findings.check_key = pages.check_key
    inner join {{ source('raw', 'page') }} as raw_pages
        on findings.document_key = raw_pages.document_id and pages.page_no = raw_pages.page_no
    where raw_pages.second_cell_count > 0
    group by findings.check_key
),

-- A form on one page, in cells that the page draws or the file names, cannot have its rows mistaken.
sure_forms as (
    select
        tables.disclosure_key,
        tables.form_code
    from tables
    inner join {{ source('raw', 'document_table') }} as raw_tables on tables.table_id = raw_tables.table_id
    group by tables.disclosure_key, tables.form_code
    having
        bool_and(
            raw_tables.strategy in ('ruled', 'markup')
            and raw_tables.page_first is not distinct from raw_tables.page_last
        )
),

-- A form printed in several tables of one disclosure counts once for each of its layouts.
layouts_of_forms as (
    select distinct
        disclosure_key,
        form_code,
        layout_key
    from tables
    where layout_key is not null
),

judged_in_layout as (
    select
        identity_code,
        layout_key,
        cast(sum(judged_count) as bigint) as judged_count,
        cast(sum(violated_count) as bigint) as violated_count,
        sum(violated_statement_count) / sum(statement_count) as violated_share
    from ({{ everywhere('layout_judgement') }}) as judgements
    group by identity_code, layout_key
),

layout_support as (
    select
        findings.check_key,
        max(judged_in_layout.judged_count) as judged_count,
        max(judged_in_layout.violated_count) as violated_count,
        max(judged_in_layout.violated_share) as violated_share
    from findings
    inner join layouts_of_forms
        on
            findings.disclosure_key = layouts_of_forms.disclosure_key
            and findings.form_code = layouts_of_forms.form_code
    inner join judged_in_layout
        on
            findings.identity_code = judged_in_layout.identity_code
            and layouts_of_forms.layout_key = judged_in_layout.layout_key
    group by findings.check_key
),

-- What is said in prose or about codes has no layout: the identity itself must hold somewhere.
judged_anywhere as (
    select
        identity_code,
        cast(sum(satisfied_count) as bigint) as satisfied_count
    from ({{ everywhere('judged_identity') }}) as identities
    group by identity_code
),

---------- is the fault local

likely_figures as (
    select
        check_key,
        disclosure_key,
        if(finding_count > 1, coalesce(amount_key, claim_key), check_key) as figure_key
    from terms
    where coefficient <> 0
    qualify
        row_number() over (
            partition by check_key
            order by finding_count desc, satisfied_count asc, coalesce(amount_key, claim_key) asc
        ) = 1
),

wrong_figures as (
    select
        findings.disclosure_key,
        coalesce(findings.form_code, '') as form_code,
        findings.identity_scope,
        count(distinct likely_figures.figure_key) as figure_count
    from findings
    inner join likely_figures on findings.check_key = likely_figures.check_key
    where findings.status = 'violated'
    group by findings.disclosure_key, coalesce(findings.form_code, ''), findings.identity_scope
),

---------- is anything printed left over

-- The raw cells: the staged ones are only those of documents being built.
cells_of_tables as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.text as cell_text,
        {{ compact('cells.text') }} as text_compact
    from {{ source('raw', 'table_cell') }} as cells
    where
        not cells.is_header
        and cells.table_id in (
            select tables.table_id
            from tables
            inner join findings
                on tables.disclosure_key = findings.disclosure_key and tables.form_code = findings.form_code
        )
),

-- A figure that could not be read (1'286.45, two numbers in one cell) or an error of a spreadsheet (#REF!),
-- in a row or a column of the finding's figures: what it says is not known, nor that anything is missing.
-- Targets of projects stand in columns of figures, too (7/24).
unread_figures as (
    select distinct findings.check_key
    from findings
    inner join {{ ref('form') }} as forms on findings.form_code = forms.form_code
    inner join terms on findings.check_key = terms.check_key
    inner join amounts as judged on terms.amount_key = judged.amount_key
    inner join cells_of_tables as cells
        on
            judged.table_id = cells.table_id
            and (judged.row_no = cells.row_no or judged.column_no = cells.column_no)
    inner join (
        select distinct
            table_id,
            column_no
        from amounts
    ) as columns_of_amounts
        on cells.table_id = columns_of_amounts.table_id and cells.column_no = columns_of_amounts.column_no
    left join amounts as read_amounts
        on
            cells.table_id = read_amounts.table_id
            and cells.row_no = read_amounts.row_no
            and cells.column_no = read_amounts.column_no
    where
        findings.identity_scope = 'within_form'
        and forms.layout <> 'text'
        and read_amounts.amount_key is null
        and (
            {{ is_stack_of_numbers('cells.cell_text') }}
            or {{ is_number_too_wide('cells.text_compact') }}
            or regexp_matches(cells.text_compact, '^#(REF|DIV/0|VALUE|N/A|NAME|NUM|NULL|ERROR)')
            or (
                regexp_matches(cells.text_compact, '^[^\d\p{Han}%]{0,2}\d[^\p{Han}%]*(亿|万|千|百万)?元?$')
                and not {{ is_printed_amount(without_unit('cells.text_compact')) }}
            )
        )
),

units_of_checks as (
    select
        check_key,
        any_value(printed_unit) as printed_unit
    from terms
    where printed_unit is not null
    group by check_key
    having count(distinct printed_unit) = 1
),

figures_left_over as (
    -- A number in a table of the form that no amount was read from.
    select
        tables.disclosure_key,
        tables.form_code,
        cells.text_compact
    from tables
    inner join cells_of_tables as cells on tables.table_id = cells.table_id
    left join amounts
        on
            cells.table_id = amounts.table_id
            and cells.row_no = amounts.row_no
            and cells.column_no = amounts.column_no
    where amounts.amount_key is null
    union all
    select
        disclosure_key,
        form_code,
        text_compact
    from {{ ref('int_figure_below_form') }}
),

-- An amount in a column of the summary that nothing proves: a line that belongs to another one than we think.
lines_left_over as (
    select distinct findings.check_key
    from findings
    inner join terms on findings.check_key = terms.check_key
    inner join amounts as judged on terms.amount_key = judged.amount_key
    inner join {{ ref('fct_published_amount') }} as others
        on
            judged.table_id = others.table_id
            and judged.column_no = others.column_no
            and abs(findings.difference_yuan) = abs(others.amount_yuan)
    left join terms as used
        on findings.check_key = used.check_key and others.amount_key = used.amount_key
    where
        findings.identity_code = 'summary_lines'
        and findings.difference_yuan <> 0
        and others.satisfied_count = 0
        and used.check_key is null
),

-- What is left over is just what is missing.
left_over as (
    select findings.check_key
    from findings
    inner join units_of_checks as units on findings.check_key = units.check_key
    inner join figures_left_over as figures
        on findings.disclosure_key = figures.disclosure_key and findings.form_code = figures.form_code
    where
        findings.difference_yuan <> 0
        and abs({{ parse_amount('figures.text_compact') }}) * {{ yuan_per_unit('units.printed_unit') }}
        = abs(findings.difference_yuan)
    union
    select check_key from lines_left_over
    union
    -- Where a table's rows may go on in the text, nothing is known to be missing.
    select findings.check_key
    from findings
    where
        findings.identity_scope in ('within_form', 'between_forms')
        and findings.disclosure_key in (
            select disclosure_key
            from {{ ref('int_figure_below_form') }}
            where is_row_cut_off
        )
),

-- Prose that states a figure which the forms print in another cell speaks of that cell.
said_elsewhere as (
    select distinct findings.check_key
    from findings
    inner join terms on findings.check_key = terms.check_key and terms.claim_key is not null
    inner join amounts
        on
            findings.disclosure_key = amounts.disclosure_key
            and abs(amounts.amount_yuan - terms.amount_yuan) <= amounts.half_unit_yuan
    where findings.identity_code = 'narrative_amount' and terms.amount_yuan <> 0
),

-- Two figures in different units are apart whatever they say.
forms_of_doubtful_scale as (
    select distinct
        disclosure_key,
        form_code
    from {{ ref('fct_identity_check') }}
    where identity_code = 'unit_scale' and status = 'violated'
),

-- Figures that OCR recognised accuse nobody: whether they are printed so, only a look at the page says.
recognised_figures as (
    select
        terms.check_key,
        min(amounts.ocr_confidence) as least_confidence
    from terms
    inner join {{ ref('fct_published_amount') }} as amounts on terms.amount_key = amounts.amount_key
    where amounts.ocr_confidence is not null
    group by terms.check_key
),

weighed as (
    select
        findings.check_key,
        findings.identity_code,
        findings.identity_scope,
        findings.status,
        findings.is_suspect,
        coalesce(findings.measure_code = 'unknown', false) as is_of_unknown_column,
        coalesce(own.judged_count, 0) as own_judged_count,
        coalesce(own.violated_count, 0) as own_violated_count,
        coalesce(layout_support.judged_count, 0) as layout_judged_count,
        coalesce(layout_support.violated_count, 0) as layout_violated_count,
        coalesce(layout_support.violated_share, 0) as layout_violated_share,
        coalesce(judged_anywhere.satisfied_count, 0) as satisfied_anywhere_count,
        -- A form that is out of order accuses no other form, and no other form accuses it.
        greatest(
            coalesce(wrong_figures.figure_count, 1),
            if(findings.identity_scope = 'between_forms', coalesce(wrong_in_form.figure_count, 1), 1)
        ) as figure_count,
        left_over.check_key is not null as has_left_over,
        unread_figures.check_key is not null as has_unread_figure,
        said_elsewhere.check_key is not null as is_said_elsewhere,
        suspect_pages.check_key is not null as is_on_suspect_page,
        second_readings.cell_count as second_cell_count,
        second_readings.difference_count as second_difference_count,
        recognised_figures.least_confidence,
        pictures.differing_count as picture_difference_count,
        coalesce(pictures.agreeing_count = pictures.figure_count, false) as is_seen,
        pictures.figure_count as seen_count,
        doubts.cause,
        scales.form_code is not null and findings.identity_scope <> 'within_form' as is_of_doubtful_scale,
        sure_forms.form_code is not null and coalesce(held_in_form.held_count, 0) >= 3 as is_surely_read
    from findings
    left join forms_of_doubtful_scale as scales
        on findings.disclosure_key = scales.disclosure_key and findings.form_code = scales.form_code
    left join suspect_pages on findings.check_key = suspect_pages.check_key
    left join second_readings on findings.check_key = second_readings.check_key
    left join recognised_figures on findings.check_key = recognised_figures.check_key
    left join {{ ref('int_finding_picture') }} as pictures on findings.check_key = pictures.check_key
    left join sure_forms
        on findings.disclosure_key = sure_forms.disclosure_key and findings.form_code = sure_forms.form_code
    left join held_in_form
        on
            findings.disclosure_key = held_in_form.disclosure_key
            and findings.form_code = held_in_form.form_code
    left join judged_in_disclosure as own
        on
            findings.identity_code = own.identity_code
            and findings.disclosure_key = own.disclosure_key
            and coalesce(findings.form_code, '') = own.form_code
    left join layout_support on findings.check_key = layout_support.check_key
    left join judged_anywhere on findings.identity_code = judged_anywhere.identity_code
    left join wrong_figures
        on
            findings.disclosure_key = wrong_figures.disclosure_key
            and coalesce(findings.form_code, '') = wrong_figures.form_code
            and findings.identity_scope = wrong_figures.identity_scope
    left join wrong_figures as wrong_in_form
        on
            findings.disclosure_key = wrong_in_form.disclosure_key
            and findings.form_code = wrong_in_form.form_code
            and wrong_in_form.identity_scope = 'within_form'
    left join {{ ref('int_finding_doubt') }} as doubts on findings.check_key = doubts.check_key
    left join left_over on findings.check_key = left_over.check_key
    left join unread_figures on findings.check_key = unread_figures.check_key
    left join said_elsewhere on findings.check_key = said_elsewhere.check_key
),

decided as (
    select
        *,
        case
            when identity_code = 'correction' then 'correction'
            when status = 'incomplete' and has_left_over then 'left_over'
            when is_of_doubtful_scale or cause in ('other_units', 'units_in_doubt') then 'unit_scale'
            when status = 'incomplete' and has_unread_figure then 'unread_figure'
            when status = 'incomplete' and cause is not null then cause
            when status = 'incomplete' then 'withheld_lines'
            when is_of_unknown_column then 'unknown_column'
            when is_on_suspect_page then 'suspect_page'
            when picture_difference_count > 0 then 'picture_differs'
            when second_difference_count > 0 then 'readers_differ'
            when has_left_over then 'left_over'
            when has_unread_figure then 'unread_figure'
            when is_said_elsewhere then 'said_elsewhere'
            when least_confidence is not null then 'recognised_text'
            when cause in ('lost_numbers', 'figures_run_together', 'swapped_columns', 'doubtful_tables')
                then cause
            when
                identity_scope = 'within_form'
                and is_surely_read
                and layout_judged_count - 1 >= 2
                and layout_violated_count = 1
                and own_violated_count > 0
                and (is_suspect or (own_violated_count >= 3 and own_violated_count * 3 > own_judged_count))
                then 'printed_so'
            when is_suspect then 'suspect_document'
            when own_violated_count >= 3 and own_violated_count * 3 > own_judged_count then 'fails_throughout'
            when layout_violated_count >= 3 and layout_violated_share > 0.3
                then 'fails_in_layout'
            when
                own_judged_count = own_violated_count
                and layout_judged_count = layout_violated_count
                and (identity_scope in ('within_form', 'between_forms') or satisfied_anywhere_count = 0)
                then 'no_support'
            when identity_scope in ('within_form', 'between_forms') and figure_count > 2 then 'not_local'
            when cause is not null then cause
            else 'local_slip'
        end as evidence_code
    from weighed
)

select
    check_key,
    evidence_code,
    case
        when evidence_code in ('local_slip', 'withheld_lines', 'printed_so') then 'publisher'
        when
            evidence_code in (
                'suspect_page',
                'picture_differs',
                'readers_differ',
                'suspect_document',
                'left_over',
                'unread_figure',
                'said_elsewhere',
                'fails_throughout',
                'fails_in_layout',
                'lost_numbers',
                'figures_run_together',
                'swapped_columns',
                'doubtful_tables'
            )
            then 'reader'
        else 'unclear'
    end as responsibility,
    case evidence_code
        when 'correction' then 'a correction no longer fits what its cell prints'
        when 'withheld_lines' then 'the total is confirmed elsewhere, and the page holds no further amount'
        when 'printed_so'
            then
                'the form is out of order as printed: its columns hold in ' || (layout_judged_count - 1)
                || ' other disclosures of this layout, and each number stands in a drawn cell of its own'
        when 'unit_scale' then 'the unit was misprinted or misread, and the figures alone do not say which'
        when 'unknown_column' then 'what the column holds, and whether it adds up, is not known'
        when 'suspect_page' then 'numbers of the page were read into no cell and no paragraph'
        when 'picture_differs'
            then
                'OCR reads ' || picture_difference_count || ' of the figures differently in their picture'
        when 'readers_differ'
            then
                'a second reader reads ' || second_difference_count || ' of the ' || second_cell_count
                || ' figures of the page differently'
        when 'lost_numbers' then 'a second reader sees a number on the form''s pages that no cell holds'
        when 'figures_run_together'
            then 'a cell of the form holds two figures, or its header one: rows were read as one'
        when 'swapped_columns'
            then 'other forms print the totals of two of the form''s columns the other way round'
        when 'doubtful_tables' then 'rows of the form were read twice, or its title is another form''s'
        when 'columns_alike' then 'two columns of a row are read under one header'
        when 'shortened_codes'
            then 'the name is that of a code below the printed one: its last digits may have been lost'
        when 'mirrored'
            then 'what should be at one measure or item is printed at another, and the other way round'
        when 'columns_moved' then 'the total prints the sums of two columns in other columns'
        when 'repeated_figures' then 'the sum fails by a figure that stands in two cells beside one another'
        when 'gaps_beside_slips'
            then 'other sums of the form fail, so that what is missing may stand in another row'
        when 'misnamed_rows' then 'names and codes of several rows of the form do not go together'
        when 'in_other_column'
            then 'what is missing stands in another column of a row that prints nothing in this one'
        when 'in_other_row' then 'the other form''s figure stands in another row of the same column'
        when 'opposite_gaps' then 'what is missing here is too much in another sum of the form'
        when 'exchanged_parts'
            then 'the sum, or one it shares a figure with, holds with a total and a part exchanged'
        when 'unprinted_parts'
            then 'the form prints nothing where another one prints a figure: the row may have been lost'
        when 'exchanged_items' then 'the sum stands at another item of the form'
        when 'suspect_document' then 'the document shows signs of having been misread'
        when 'left_over' then 'a number in the table that was not read as an amount is just what is missing'
        when 'unread_figure'
            then 'a cell of the same row or column holds a figure or an error that could not be read'
        when 'said_elsewhere' then 'the forms print the stated figure in another cell'
        when 'recognised_text'
            then
                'the figures were recognised in a picture of the page (OCR), the least sure with confidence '
                || round(least_confidence, 2)
        when 'fails_throughout'
            then
                'the identity fails in '
                || own_violated_count
                || ' of '
                || own_judged_count
                || ' places of the form'
        when 'fails_in_layout'
            then
                'the identity fails in ' || layout_violated_count || ' of ' || layout_judged_count
                || ' disclosures of this layout'
        when
            'no_support'
            then 'the identity holds nowhere else in this layout, so the rule itself may not apply'
        when
            'not_local'
            then figure_count || ' figures would have to be wrong to explain what is violated in this form'
        else
            'one or two figures explain it, and the identity holds in '
            || if(
                own_judged_count > own_violated_count,
                (own_judged_count - own_violated_count) || ' other places of this disclosure',
                if(
                    layout_judged_count > layout_violated_count,
                    (layout_judged_count - layout_violated_count) || ' other disclosures of this layout',
                    satisfied_anywhere_count || ' other places'
                )
            )
            || coalesce(
                '; a second reader reads all ' || second_cell_count || ' figures of the page alike',
                ''
            )
    end
    || if(is_seen, '; OCR reads all ' || seen_count || ' figures alike in their picture', '')
        as responsibility_reason,
    is_seen
from decided
