with

amounts as (
    select * from {{ ref('int_identity_amount') }}
),

roles as (
    select * from {{ ref('int_column_role') }}
),

row_bases as (
    select
        table_id,
        count(distinct amount_basis) as basis_count
    from amounts
    group by table_id, row_no
),

-- A form prints its bases as columns, or each on a row of its own.
table_shape as (
    select
        table_id,
        max(basis_count) > 1 as has_basis_columns
    from row_bases
    group by table_id
),

placed as (
    select
        amounts.*,
        concat_ws(
            '|',
            amounts.table_id, amounts.side, amounts.breakdown, amounts.unit_key,
            amounts.functional_code, amounts.economic_code, amounts.government_economic_code,
            amounts.item_code, amounts.type_code, amounts.source_code,
            if(table_shape.has_basis_columns, amounts.row_no, null)
        ) as figure_key
    from amounts
    inner join table_shape on amounts.table_id = table_shape.table_id
),

-- 比上年增减: against last year, even where this year's budget alone is printed beside it.
changes as (
    select
        placed.*,
        coalesce(
            regexp_matches(
                concat_ws('/', roles.header_path, placed.line_label),
                '(比|较|与|同|对)(上年|上一年|去年)|(比|较|与|同|对)20\d{2}年度?(支出|收入)?决算'
            ),
            false
        ) as is_against_last_year
    from placed
    left join roles on placed.table_id = roles.table_id and placed.column_no = roles.column_no
    where placed.amount_basis = 'change'
),

-- What changed against what: the years, or the budget and its outcome.
comparisons as (
    select
        comparisons.reading,
        comparisons.reading_rank,
        comparisons.later_basis,
        comparisons.earlier_basis
    from (
        values
        ('final less prior year', 1, 'final', 'prior_year'),
        ('budget less prior year', 2, 'budget', 'prior_year'),
        ('final less budget', 3, 'final', 'budget'),
        ('budget less outcome of prior year', 4, 'budget', 'prior_year_outcome')
    ) as comparisons (reading, reading_rank, later_basis, earlier_basis)
),

printed_bases as (
    select distinct
        table_id,
        measure_code,
        amount_basis
    from amounts
),

-- A comparison is admissible where the table prints the measure in both of its bases, and the change's own
-- words name no other; a blank cell is then nothing.
admissible as (
    select
        changes.amount_key as change_key,
        changes.figure_key,
        comparisons.reading,
        comparisons.reading_rank,
        comparisons.later_basis,
        comparisons.earlier_basis
    from changes
    cross join comparisons
    inner join printed_bases as later
        on
            changes.table_id = later.table_id
            and changes.measure_code is not distinct from later.measure_code
            and comparisons.later_basis = later.amount_basis
    inner join printed_bases as earlier
        on
            changes.table_id = earlier.table_id
            and changes.measure_code is not distinct from earlier.measure_code
            and comparisons.earlier_basis = earlier.amount_basis
    where not (changes.is_against_last_year and comparisons.earlier_basis = 'budget')
),

compared_terms as (
    select
        admissible.change_key,
        admissible.reading,
        admissible.reading_rank,
        'actual' as term_side,
        admissible.change_key as amount_key,
        1 as coefficient
    from admissible
    union all
    select
        admissible.change_key,
        admissible.reading,
        admissible.reading_rank,
        'expected' as term_side,
        placed.amount_key,
        if(placed.amount_basis = admissible.later_basis, 1, -1) as coefficient
    from admissible
    inner join placed
        on
            admissible.figure_key = placed.figure_key
            and placed.amount_basis in (admissible.later_basis, admissible.earlier_basis)
),

terms as (
    select
        changes.amount_key as place,
        changes.disclosure_key,
        changes.form_code,
        changes.line_label,
        changes.measure_code,
        '=' as relation,
        compared_terms.reading,
        compared_terms.reading_rank,
        compared_terms.term_side,
        compared_terms.amount_key,
        compared_terms.coefficient
    from changes
    inner join compared_terms on changes.amount_key = compared_terms.change_key
),

gaps as (
    select distinct
        changes.disclosure_key,
        changes.form_code,
        'a change is printed without the figures it is the difference of' as reason
    from changes
    left join admissible on changes.amount_key = admissible.change_key
    where admissible.change_key is null
)

{{ identity_terms('terms', 'printed_change', has_readings=true, has_coefficients=true) }}
union all
{{ identity_gaps('gaps', 'printed_change') }}
