-- An amount's value, its measure and its code are three claims. An identity proves only those that would
-- break it: a row that adds across says nothing about the row's code, nor which of its columns is which.
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
        breakdown,
        amount_basis,
        coalesce(compared_basis, amount_basis) as compared_basis,
        period,
        measure_code,
        fund_source,
        item_code,
        budget_unit_label,
        line_label,
        line_role,
        line_kind,
        is_memo,
        amount_yuan,
        half_unit_yuan,
        functional_code,
        economic_code,
        government_economic_code,
        is_leaf,
        coalesce(is_measure_unsure, false) as is_measure_unsure,
        printed_unit,
        code_source,
        -- A row under several codes is one of their combination.
        nullif(concat_ws('/', functional_code, economic_code, government_economic_code), '') as code
    from {{ ref('int_corrected_amount_of_all_documents') }}
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

-- The sums that chose how a table's columns are read cannot prove that reading.
tables_read_by_sums as (
    select distinct table_id
    from {{ ref('int_column_reading_of_all_documents') }}
),

forms as (
    select
        form_code,
        code_axis,
        is_statutory,
        layout
    from {{ ref('form') }}
),

identities as (
    select
        identity_code,
        scope
    from {{ ref('identity') }}
),

terms as (
    select * from {{ ref('int_identity_term') }}
),

checks as (
    select * from {{ ref('int_identity_check') }}
),

-- What chose how a figure was repaired proves nothing, unless a second identity confirms it.
checks_that_chose as (
    select distinct terms.check_key
    from terms
    inner join {{ ref('int_amount_repair') }} as repairs on terms.amount_key = repairs.amount_key
    where terms.coefficient != 0 and not repairs.is_confirmed
),

-- An inequality that holds is not proof: most wrong figures would keep it too. A text that is checked
-- (coefficient 0) says nothing about a figure. Withheld lines leave the total in doubt, not those printed.
judged_terms as (
    select
        terms.amount_key,
        terms.check_key,
        checks.identity_code,
        identities.scope as identity_scope,
        amounts.disclosure_key,
        amounts.form_code,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        amounts.amount_yuan,
        terms.term_side,
        checks.status,
        checks.status in ('exact', 'rounding')
        and checks.relation = '='
        -- A figure that misses by its last place is neither a finding nor proof.
        and not starts_with(coalesce(checks.reason, ''), 'note:')
        and (checks.identity_code != 'row_cross_foot' or tables_read_by_sums.table_id is null)
        and checks_that_chose.check_key is null
            as is_satisfied,
        (
            checks.status = 'violated'
            or (
                checks.status = 'incomplete'
                and terms.term_side = 'actual'
                and identities.scope = 'within_form'
            )
        )
        and (checks.identity_code != 'row_cross_foot' or tables_read_by_sums.table_id is null) as is_violated
    from terms
    inner join checks on terms.check_key = checks.check_key
    left join checks_that_chose on terms.check_key = checks_that_chose.check_key
    left join identities on checks.identity_code = identities.identity_code
    left join amounts on terms.amount_key = amounts.amount_key
    left join tables_read_by_sums on amounts.table_id = tables_read_by_sums.table_id
    where terms.coefficient != 0
),

counts as (
    select
        amount_key,
        count(*) filter (where is_satisfied) as satisfied_count,
        count(*) filter (where is_violated) as violated_count,
        -- Codes are proven by sums over codes and by forms that agree on a code; a zero proves neither.
        bool_or(
            is_satisfied
            and amount_yuan != 0
            and (
                identity_code in ('code_roll_up', 'three_public_roll_up')
                or identity_scope in ('between_forms', 'form_and_prose', 'between_years')
            )
        ) as has_code_proof,
        bool_or(
            is_satisfied
            and amount_yuan != 0
            and identity_scope in ('between_forms', 'form_and_prose', 'between_years')
        ) as is_compared,
        coalesce(bool_or(is_satisfied and identity_code != 'row_cross_foot'), false) as holds_beyond_row
    from judged_terms
    group by amount_key
),

---------- rows

-- A row that adds across, and belongs to a sum that fails, may be another name's. Lines that are withheld
-- leave a gap in sums alone: where other sums of the form fail, what is missing may stand in another row.
forms_out_of_order as (
    select distinct
        disclosure_key,
        form_code
    from judged_terms
    where is_violated and status = 'violated' and identity_scope = 'within_form'
),

rows_of_failing_sums as (
    select distinct
        judged_terms.table_id,
        judged_terms.row_no
    from judged_terms
    left join forms_out_of_order as forms
        on judged_terms.disclosure_key = forms.disclosure_key and judged_terms.form_code = forms.form_code
    where
        judged_terms.identity_code in ('code_roll_up', 'unit_roll_up')
        and judged_terms.term_side = 'expected'
        and (
            judged_terms.status = 'violated'
            or (judged_terms.status = 'incomplete' and forms.form_code is not null)
        )
),

---------- measures

-- A measure that a row prints twice was not told apart from another: which of the two it is stays open.
ambiguous_columns as (
    select distinct
        table_id,
        column_no
    from (
        select
            table_id,
            column_no,
            count(*) over (
                partition by
                    table_id,
                    row_no,
                    side,
                    breakdown,
                    measure_code,
                    fund_source,
                    compared_basis,
                    period,
                    code,
                    item_code,
                    budget_unit_label
            ) as printed_count
        from amounts
    ) as counted
    where printed_count > 1
),

-- Another form or the prose names the same measure with the same figure; a zero says nothing.
columns_compared as (
    select
        table_id,
        column_no,
        count(*) filter (where is_satisfied and amount_yuan != 0) as confirmed_count,
        count(*) filter (where is_violated and identity_scope = 'between_forms') as contradicted_count
    from judged_terms
    where identity_scope in ('between_forms', 'form_and_prose', 'between_years')
    group by table_id, column_no
),

columns_confirmed as (
    select
        table_id,
        column_no
    from columns_compared
    where confirmed_count > 0 and confirmed_count >= contradicted_count
),

-- Where other forms contradict a column more often than they confirm it, its header may stand over another's
-- figures, and then another header stands over its own: no header of that table is evidence alone.
tables_in_doubt as (
    select distinct table_id
    from columns_compared
    where contradicted_count > confirmed_count
),

swapped_columns as (
    select * from {{ ref('int_swapped_column') }}
),

---------- scale

-- The units of which a figure agrees with another form, with prose or with another year.
units_compared as (
    select distinct
        amounts.disclosure_key,
        amounts.printed_unit
    from judged_terms
    inner join amounts on judged_terms.amount_key = amounts.amount_key
    where
        judged_terms.is_satisfied
        and judged_terms.amount_yuan != 0
        and judged_terms.identity_scope in ('between_forms', 'form_and_prose', 'between_years')
),

disclosures_compared as (
    select distinct disclosure_key from units_compared
),

-- Identities hold at any scale: where the unit is in doubt, so is every figure printed in it. It is where all
-- that can be compared is printed in another one. Targets of projects have a unit of their own.
units_in_doubt as (
    select
        disclosure_key,
        form_code,
        actual_text as printed_unit
    from checks
    where identity_code = 'unit_scale' and status = 'violated'
    union
    select
        amounts.disclosure_key,
        amounts.form_code,
        amounts.printed_unit
    from amounts
    inner join forms on amounts.form_code = forms.form_code and forms.is_statutory
    inner join disclosures_compared on amounts.disclosure_key = disclosures_compared.disclosure_key
    left join units_compared
        on
            amounts.disclosure_key = units_compared.disclosure_key
            and amounts.printed_unit = units_compared.printed_unit
    where units_compared.disclosure_key is null
),

---------- codes

-- A code beside the name of another one: the row or the level was misread, or the publisher slipped.
misnamed_codes as (
    select distinct
        amounts.disclosure_key,
        amounts.form_code,
        amounts.code,
        amounts.line_label
    from terms
    inner join checks on terms.check_key = checks.check_key
    inner join amounts on terms.amount_key = amounts.amount_key
    where checks.identity_code = 'code_name' and checks.status = 'violated' and checks.reason is null
),

-- A name that the classification knows for other codes only, beside a code that it has other names for: no
-- finding, for names are printed in many ways, but such a code proves nothing.
seed_names as (
    {{ codes_and_names(bare_name) }}
),

coded_labels as (
    select distinct
        line_label,
        {{ bare_name('line_label') }} as name,
        code,
        unnest(
            list_filter(
                [functional_code, economic_code, government_economic_code],
                lambda one_code: one_code is not null
            )
        ) as one_code
    from amounts
    where code_source in ('printed', 'inherited') and code is not null
),

-- The name of a class is no other code's.
known_names as (
    select
        name,
        max(length(code)) = 3 as is_of_class
    from seed_names
    group by name
),

names_of_other_codes as (
    select
        coded_labels.line_label,
        coded_labels.code
    from coded_labels
    inner join known_names on coded_labels.name = known_names.name
    left join seed_names
        on
            coded_labels.one_code = seed_names.code
            -- Economic codes of seven digits are cities' own, and may bear the name of their item.
            or (starts_with(coded_labels.one_code, '3') and left(coded_labels.one_code, 5) = seed_names.code)
    group by coded_labels.line_label, coded_labels.code
    having
        (count(seed_names.code) > 0 or bool_or(known_names.is_of_class and length(coded_labels.one_code) > 3))
        and not coalesce(bool_or(seed_names.name = coded_labels.name), false)
),

-- A line without a code below the deepest code above it: a part of that code, or a line whose code was lost.
-- Nobody knows then which of the two is to be counted.
form_rows as (
    select
        amounts.table_id,
        amounts.row_no,
        amounts.side,
        bool_or(
            amounts.is_leaf
            and amounts.code is not null
            and amounts.code_source in ('printed', 'inherited')
        ) as is_coded_leaf,
        bool_or(
            amounts.is_leaf
            and amounts.code is null
            and amounts.line_role = 'detail'
            and coalesce(amounts.line_kind, '') = 'name'
            and not coalesce(amounts.is_memo, false)
        ) as is_uncoded_leaf
    from amounts
    inner join forms on amounts.form_code = forms.form_code and forms.code_axis is not null
    group by amounts.table_id, amounts.row_no, amounts.side
),

rows_of_unclear_level as (
    select
        table_id,
        row_no
    from form_rows
    qualify
        is_coded_leaf
        and lead(is_uncoded_leaf) over (partition by table_id, side order by row_no)
),

-- A list whose lines do not add up to its total has levels that nothing tells apart.
lists_of_unclear_level as (
    select amounts.table_id
    from amounts
    inner join forms on amounts.form_code = forms.form_code and forms.layout = 'list'
    where amounts.measure_code = 'total' and (amounts.is_leaf or amounts.line_role = 'total')
    group by amounts.table_id
    having
        abs(
            sum(amounts.amount_yuan) filter (where amounts.is_leaf)
            - max(amounts.amount_yuan) filter (where amounts.line_role = 'total')
        )
        > sum(amounts.half_unit_yuan)
),

-- What the rows of a form that prints codes make of each code, on every level above them.
leaves_by_code as (
    select
        disclosure_key,
        form_code,
        amount_basis,
        amount_yuan,
        half_unit_yuan,
        unnest(
            list_distinct([left(functional_code, 3), left(functional_code, 5), functional_code])
        ) as branch_code
    from amounts
    where
        code_source = 'printed'
        and functional_code is not null
        and is_leaf
        and measure_code = 'total'
        and period is null
),

sums_by_printed_code as (
    select
        disclosure_key,
        form_code,
        amount_basis,
        branch_code,
        sum(amount_yuan) as amount_yuan,
        sum(half_unit_yuan) as half_units_yuan
    from leaves_by_code
    group by disclosure_key, form_code, amount_basis, branch_code
),

-- A code that was found by the line's name, and that another form prints with the very same figure.
codes_confirmed as (
    select distinct amounts.amount_key
    from amounts
    inner join sums_by_printed_code as sums
        on
            amounts.disclosure_key = sums.disclosure_key
            and amounts.form_code != sums.form_code
            and amounts.amount_basis = sums.amount_basis
            and amounts.functional_code = sums.branch_code
    where
        amounts.code_source = 'inferred_from_name'
        and amounts.amount_yuan != 0
        and abs(amounts.amount_yuan - sums.amount_yuan) <= amounts.half_unit_yuan + sums.half_units_yuan
),

-- The code is the row's: what proves it for one of the row's amounts proves it for all, zeros included.
rows_confirmed as (
    select distinct
        amounts.table_id,
        amounts.row_no,
        amounts.code
    from amounts
    left join counts on amounts.amount_key = counts.amount_key
    left join codes_confirmed on amounts.amount_key = codes_confirmed.amount_key
    where
        amounts.code_source = 'inferred_from_name'
        and coalesce(counts.violated_count, 0) = 0
        and (coalesce(counts.has_code_proof, false) or codes_confirmed.amount_key is not null)
),

-- Rows that may have been read for another name.
rows_in_doubt as (
    select
        table_id,
        row_no,
        bool_and(yields_to_comparison) as yields_to_comparison
    from {{ ref('int_doubtful_row') }}
    group by table_id, row_no
),

-- Where a measure is printed once, on a line without a code, there is no other line to take it for.
sole_lines as (
    select amount_key
    from amounts
    where coalesce(line_kind, '') != 'memo'
    qualify
        count(*) over (
            partition by
                table_id, side, breakdown, measure_code, fund_source, amount_basis, period, item_code
        ) = 1
),

claims as (
    select
        amounts.amount_key,
        coalesce(counts.satisfied_count, 0) as satisfied_count,
        coalesce(counts.violated_count, 0) as violated_count,
        coalesce(counts.satisfied_count, 0) > 0
        and (units_in_doubt.form_code is null or amounts.amount_yuan = 0) as value_proven,
        -- The header alone decides, or what other forms say of the column.
        swapped_columns.table_id is null
        and (
            columns_confirmed.table_id is not null
            or (
                tables_read_by_sums.table_id is null
                and ambiguous_columns.table_id is null
                and tables_in_doubt.table_id is null
                and not amounts.is_measure_unsure
                and 'unknown' not in (coalesce(amounts.measure_code, ''), coalesce(amounts.item_code, ''))
            )
        ) as measure_proven,
        case
            when
                rows_in_doubt.table_id is not null
                and not (rows_in_doubt.yields_to_comparison and coalesce(counts.is_compared, false))
                then false
            when rows_of_failing_sums.table_id is not null and not coalesce(counts.holds_beyond_row, false)
                then false
            when amounts.is_leaf and lists_of_unclear_level.table_id is not null then false
            when amounts.code is null
                -- A detail line of a form by code that has none could be any line of it, on any level.
                then
                    forms.code_axis is null
                    or not forms.is_statutory
                    or amounts.line_role != 'detail'
                    or coalesce(amounts.line_kind, '') in ('unit', 'memo')
                    or sole_lines.amount_key is not null
            when
                coalesce(misnamed_codes.code, names_of_other_codes.code) is not null
                or rows_of_unclear_level.table_id is not null
                then false
            -- Class names are unique; a name further down is found by its place and needs a second witness.
            when amounts.code_source = 'inferred_from_name'
                then
                    length(amounts.code) = 3
                    or rows_confirmed.code is not null
            else true
        end as code_proven
    from amounts
    left join counts on amounts.amount_key = counts.amount_key
    left join forms on amounts.form_code = forms.form_code
    left join units_in_doubt
        on
            amounts.disclosure_key = units_in_doubt.disclosure_key
            and amounts.form_code = units_in_doubt.form_code
            and amounts.printed_unit = units_in_doubt.printed_unit
    left join rows_confirmed
        on
            amounts.table_id = rows_confirmed.table_id
            and amounts.row_no = rows_confirmed.row_no
            and amounts.code = rows_confirmed.code
    left join sole_lines on amounts.amount_key = sole_lines.amount_key
    left join names_of_other_codes
        on amounts.code = names_of_other_codes.code and amounts.line_label = names_of_other_codes.line_label
    left join lists_of_unclear_level on amounts.table_id = lists_of_unclear_level.table_id
    left join rows_of_unclear_level
        on
            amounts.table_id = rows_of_unclear_level.table_id
            and amounts.row_no = rows_of_unclear_level.row_no
    left join rows_in_doubt
        on amounts.table_id = rows_in_doubt.table_id and amounts.row_no = rows_in_doubt.row_no
    left join rows_of_failing_sums
        on
            amounts.table_id = rows_of_failing_sums.table_id
            and amounts.row_no = rows_of_failing_sums.row_no
    left join tables_read_by_sums on amounts.table_id = tables_read_by_sums.table_id
    left join ambiguous_columns
        on amounts.table_id = ambiguous_columns.table_id and amounts.column_no = ambiguous_columns.column_no
    left join columns_confirmed
        on amounts.table_id = columns_confirmed.table_id and amounts.column_no = columns_confirmed.column_no
    left join tables_in_doubt on amounts.table_id = tables_in_doubt.table_id
    left join swapped_columns
        on amounts.table_id = swapped_columns.table_id and amounts.column_no = swapped_columns.column_no
    left join misnamed_codes
        on
            amounts.disclosure_key = misnamed_codes.disclosure_key
            and amounts.form_code = misnamed_codes.form_code
            and amounts.code = misnamed_codes.code
            and amounts.line_label = misnamed_codes.line_label
)

select
    amount_key,
    satisfied_count,
    violated_count,
    value_proven,
    measure_proven,
    code_proven,
    case
        when violated_count > 0 then 'disputed'
        when value_proven and measure_proven and code_proven then 'proven'
        else 'unproven'
    end as proof_status
from claims
