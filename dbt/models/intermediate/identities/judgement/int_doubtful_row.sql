{{ keep_judged() }}

-- Rows of which something else than their own sums says that they, or the level or the form they were read
-- for, were misread: all that stands in them still adds up, but under the wrong name.
with

amounts as (
    select
        amount_key,
        disclosure_key,
        form_code,
        table_id,
        row_no,
        column_no,
        side,
        amount_basis,
        period,
        measure_code,
        line_label,
        line_role,
        budget_unit_label,
        item_code,
        coalesce(fund_source, measure_code) as fund,
        amount_yuan,
        code_source,
        functional_code,
        economic_code,
        coalesce(functional_code, economic_code) as code
    from {{ ref('int_corrected_amount_of_all_documents') }}
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

forms as (
    select
        form_code,
        is_statutory,
        layout,
        fund_source
    from {{ ref('form') }}
),

checks as (
    select
        checks.check_key,
        checks.identity_code,
        checks.status,
        checks.relation,
        checks.expected_yuan,
        identities.scope
    from {{ ref('int_identity_check') }} as checks
    inner join {{ ref('identity') }} as identities on checks.identity_code = identities.identity_code
),

terms as (
    select
        check_key,
        amount_key,
        term_side
    from {{ ref('int_identity_term') }}
    where coefficient != 0
),

---------- printed twice

form_rows as (
    select
        amounts.table_id,
        amounts.row_no,
        any_value(amounts.disclosure_key) as disclosure_key,
        any_value(amounts.form_code) as form_code,
        any_value(forms.layout) as layout,
        count(amounts.budget_unit_label) > 0 as is_of_unit,
        count(*) filter (where amounts.amount_yuan != 0) as figure_count,
        hash(
            string_agg(
                concat_ws(
                    '|',
                    amounts.column_no,
                    coalesce(amounts.budget_unit_label, ''),
                    coalesce(amounts.line_label, ''),
                    coalesce(amounts.code, ''),
                    coalesce(amounts.item_code, ''),
                    amounts.amount_yuan
                ),
                chr(10) order by amounts.column_no, amounts.amount_key
            )
        ) as content
    from amounts
    inner join forms on amounts.form_code = forms.form_code and forms.is_statutory
    group by amounts.table_id, amounts.row_no
),

-- A form of few figures that comes a second time, all of it: printed twice, or of two units that nothing
-- tells apart.
copied_tables as (
    select table_id
    from (
        select
            disclosure_key,
            form_code,
            table_id,
            string_agg(content::varchar, '|' order by row_no) as content
        from form_rows
        group by disclosure_key, form_code, table_id
        having sum(figure_count) > 0
    ) as tables
    qualify count(*) over (partition by disclosure_key, form_code, content) > 1
),

rows_with_next as (
    select
        *,
        lead(row_no) over in_table as next_row_no,
        lead(content) over in_table as next_content,
        lead(figure_count) over in_table as next_figure_count
    from form_rows
    window in_table as (partition by table_id order by row_no)
),

-- One row may be printed twice, of a department and of its only unit; two in succession are a page read
-- twice.
doubled as (
    select
        rows_with_next.table_id,
        unnest([rows_with_next.row_no, rows_with_next.next_row_no]) as row_no
    from rows_with_next
    inner join rows_with_next as others
        on
            rows_with_next.table_id = others.table_id
            and rows_with_next.content = others.content
            and rows_with_next.next_content = others.next_content
            and rows_with_next.row_no != others.row_no
    where rows_with_next.figure_count > 0 and rows_with_next.next_figure_count > 0
    union all
    select
        form_rows.table_id,
        form_rows.row_no
    from form_rows
    inner join copied_tables on form_rows.table_id = copied_tables.table_id
    union all
    -- A list of items that names no units has each of them once.
    select
        table_id,
        row_no
    from form_rows
    where layout = 'items' and figure_count > 0 and not is_of_unit
    qualify count(*) over (partition by table_id, content) > 1
),

-- The total of a form by code once more, with another figure: the form of another unit was read with it.
totalled_twice as (
    select amounts.table_id
    from amounts
    inner join forms
        on
            amounts.form_code = forms.form_code
            and forms.is_statutory
            and forms.layout = 'rows'
    where amounts.line_role = 'total' and amounts.amount_yuan != 0
    group by
        amounts.table_id,
        amounts.column_no,
        amounts.side,
        amounts.budget_unit_label,
        amounts.amount_basis,
        amounts.period,
        amounts.measure_code,
        amounts.line_label
    having count(distinct amounts.amount_yuan) > 1
),

---------- in another column

columns_of_codes as (
    select distinct
        table_id,
        budget_unit_label,
        code,
        column_no
    from amounts
    where
        code_source = 'printed'
        and code is not null
        and (functional_code is null or economic_code is null)
),

printed_codes as (
    select distinct
        table_id,
        budget_unit_label,
        code
    from columns_of_codes
),

parents as (
    select
        codes.table_id,
        codes.budget_unit_label,
        codes.code,
        max(parents.code) as parent_code
    from (
        select
            *,
            unnest(
                list_filter(
                    [left(code, 3), left(code, 5)], lambda parent_code: length(parent_code) < length(code)
                )
            ) as above_code
        from printed_codes
    ) as codes
    inner join printed_codes as parents
        on
            codes.table_id = parents.table_id
            and codes.budget_unit_label is not distinct from parents.budget_unit_label
            and codes.above_code = parents.code
    group by codes.table_id, codes.budget_unit_label, codes.code
),

-- A figure in a column in which the code above it prints none.
below_nothing as (
    select
        amounts.table_id,
        amounts.row_no
    from amounts
    inner join parents
        on
            amounts.table_id = parents.table_id
            and amounts.budget_unit_label is not distinct from parents.budget_unit_label
            and amounts.code = parents.code
    left join columns_of_codes as columns
        on
            parents.table_id = columns.table_id
            and parents.budget_unit_label is not distinct from columns.budget_unit_label
            and parents.parent_code = columns.code
            and amounts.column_no = columns.column_no
    where amounts.code_source = 'printed' and amounts.amount_yuan != 0 and columns.table_id is null
),

-- The form of a fund is printed, and holds nothing.
empty_funds as (
    select
        disclosed.disclosure_key,
        forms.fund_source as fund
    from {{ ref('int_disclosure_form_of_all_documents') }} as disclosed
    inner join forms
        on
            disclosed.form_code = forms.form_code
            and forms.is_statutory
            and forms.fund_source in ('government_fund_budget', 'state_capital_budget')
    left join amounts
        on
            disclosed.disclosure_key = amounts.disclosure_key
            and disclosed.form_code = amounts.form_code
            and amounts.amount_yuan != 0
    where amounts.amount_key is null
),

-- Expenditure in the column of a fund that spends nothing: the column is another one's.
of_empty_fund as (
    select
        amounts.table_id,
        amounts.row_no
    from amounts
    inner join empty_funds
        on amounts.disclosure_key = empty_funds.disclosure_key and amounts.fund = empty_funds.fund
    where
        amounts.amount_yuan != 0
        and amounts.form_code != 'revenue'
        and amounts.side is distinct from 'revenue'
        and amounts.amount_basis in ('budget', 'final')
),

---------- at another item

-- What the parts of a “三公” total make stands at an item that is none of them: the two are exchanged.
exchanged_items as (
    select
        others.table_id,
        others.row_no
    from checks
    inner join terms on checks.check_key = terms.check_key and terms.term_side = 'actual'
    inner join amounts on terms.amount_key = amounts.amount_key
    inner join amounts as others
        on
            amounts.table_id = others.table_id
            and amounts.item_code != others.item_code
            and (amounts.row_no = others.row_no or amounts.column_no = others.column_no)
            and checks.expected_yuan = others.amount_yuan
    left join terms as used
        on checks.check_key = used.check_key and others.amount_key = used.amount_key
    where
        checks.identity_code = 'three_public_roll_up'
        and checks.status = 'violated'
        and checks.relation = '='
        and others.amount_yuan != 0
        and used.check_key is null
),

---------- contradicted by other forms

contradicted as (
    select distinct terms.amount_key
    from terms
    inner join checks on terms.check_key = checks.check_key
    where checks.status = 'violated' and checks.scope = 'between_forms'
),

-- The figures of a row belong to one name: another form that contradicts one of them contradicts the name.
contradicted_rows as (
    select distinct
        amounts.table_id,
        amounts.row_no,
        amounts.side
    from amounts
    inner join contradicted on amounts.amount_key = contradicted.amount_key
),

-- A sum that holds with a part that another form prints otherwise holds by another part that is wrong, too.
sums_in_doubt as (
    select distinct terms.check_key
    from terms
    inner join checks on terms.check_key = checks.check_key
    inner join amounts on terms.amount_key = amounts.amount_key
    inner join contradicted_rows
        on
            amounts.table_id = contradicted_rows.table_id
            and amounts.row_no = contradicted_rows.row_no
            and amounts.side is not distinct from contradicted_rows.side
    where
        checks.identity_code in ('code_roll_up', 'summary_lines', 'three_public_roll_up')
        and checks.status in ('exact', 'rounding')
        and terms.term_side = 'expected'
),

doubts as (
    select
        table_id,
        row_no,
        'doubled' as doubt_code
    from doubled
    union
    select
        amounts.table_id,
        amounts.row_no,
        'totalled_twice' as doubt_code
    from amounts
    inner join totalled_twice on amounts.table_id = totalled_twice.table_id
    union
    select
        amounts.table_id,
        amounts.row_no,
        'of_another_form' as doubt_code
    from amounts
    inner join {{ ref('int_misnamed_table') }} as misnamed on amounts.table_id = misnamed.table_id
    union
    select
        amounts.table_id,
        amounts.row_no,
        'of_another_body' as doubt_code
    from amounts
    inner join {{ ref('int_unsure_table') }} as unsure on amounts.table_id = unsure.table_id
    union
    select
        table_id,
        row_no,
        'below_nothing' as doubt_code
    from below_nothing
    union
    select
        table_id,
        row_no,
        'of_empty_fund' as doubt_code
    from of_empty_fund
    union
    select
        table_id,
        row_no,
        'exchanged_item' as doubt_code
    from exchanged_items
    union
    select
        table_id,
        row_no,
        doubt_code
    from {{ ref('int_incomplete_row') }}
    union
    select
        table_id,
        row_no,
        'contradicted_row' as doubt_code
    from contradicted_rows
    union
    select
        amounts.table_id,
        amounts.row_no,
        'contradicted_sum' as doubt_code
    from sums_in_doubt
    inner join terms on sums_in_doubt.check_key = terms.check_key and terms.term_side = 'expected'
    inner join amounts on terms.amount_key = amounts.amount_key
)

select
    tables.disclosure_key,
    doubts.table_id,
    doubts.row_no,
    doubts.doubt_code,
    -- What another form prints for the very name clears the figure it prints.
    starts_with(doubts.doubt_code, 'contradicted') as yields_to_comparison
from doubts
inner join (
    select distinct
        disclosure_key,
        table_id
    from amounts
) as tables
    on doubts.table_id = tables.table_id
