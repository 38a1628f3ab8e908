with

code_amounts as (
    select
        *,
        type_code || '|' || source_code as measure_key
    from {{ ref('int_identity_code_key') }}
),

partitions as (
    select * from {{ ref('int_identity_code_partition') }}
),

partitioned_keys as (
    select distinct
        context_key,
        parent_key,
        axis
    from partitions
),

totals as (
    select
        table_id,
        row_no,
        lag(row_no) over (partition by table_id order by row_no) as former_row_no
    from (
        select distinct
            table_id,
            row_no
        from code_amounts
        where is_total
    ) as rows_of_totals
),

-- What stands between 本年支出合计 and 支出总计 (结转下年) has no code, and is part of the lower total alone.
lines_between as (
    select
        totals.table_id,
        totals.row_no as total_row_no,
        concat_ws('|', lines.disclosure_key, lines.form_code, lines.amount_basis) as context_key,
        lines.type_code || '|' || lines.source_code as measure_key,
        lines.amount_key,
        bool_and(lines.line_kind = 'name' and labels.must_match is not null)
            over (partition by totals.table_id, totals.row_no)
            as is_balance
    from totals
    inner join {{ ref('int_identity_amount') }} as lines
        on
            totals.table_id = lines.table_id
            and totals.former_row_no < lines.row_no
            and totals.row_no > lines.row_no
    left join {{ ref('total_label') }} as labels
        on
            labels.scope = 'summary'
            and labels.line_kind = 'balance'
            and regexp_matches({{ compact('lines.line_label') }}, labels.must_match)
            and not regexp_matches({{ compact('lines.line_label') }}, labels.must_not_match)
    qualify row_number() over (partition by totals.row_no, lines.amount_key order by labels.priority) = 1
),

-- Where a unit was taken for a project, units that do not add up accuse nobody.
unsure_tables as (
    {{ tables_of_unsure_units(ref('int_identity_amount'), "line_kind = 'unit'") }}
),

-- Repeated rows of one code are summed; a total row stands for itself, because a form may repeat it.
parent_terms as (
    select
        concat_ws(
            '|',
            code_amounts.context_key,
            code_amounts.code_key,
            code_amounts.measure_key,
            partitioned_keys.axis,
            if(code_amounts.is_total, code_amounts.table_id || ':' || code_amounts.row_no, null)
        ) as place,
        code_amounts.context_key,
        if(code_amounts.is_total, code_amounts.table_id, null) as table_id,
        if(code_amounts.is_total, code_amounts.row_no, null) as row_no,
        code_amounts.disclosure_key,
        code_amounts.form_code,
        code_amounts.code_key as parent_key,
        code_amounts.measure_key,
        code_amounts.measure_code,
        partitioned_keys.axis,
        code_amounts.line_label,
        code_amounts.amount_key
    from code_amounts
    inner join partitioned_keys
        on
            code_amounts.context_key = partitioned_keys.context_key
            and code_amounts.code_key = partitioned_keys.parent_key
    left join unsure_tables on code_amounts.table_id = unsure_tables.table_id
    -- The sums that told a department's row from its units' prove nothing about them.
    where
        partitioned_keys.axis <> 'unit'
        or (not coalesce(code_amounts.has_units_by_sums, false) and unsure_tables.table_id is null)
),

places as (
    select
        place,
        context_key,
        table_id,
        row_no,
        disclosure_key,
        form_code,
        parent_key,
        measure_key,
        measure_code,
        axis,
        min(line_label) as line_label
    from parent_terms
    group by all
),

child_terms as (
    select
        partitions.context_key,
        partitions.parent_key,
        partitions.axis,
        code_amounts.disclosure_key,
        code_amounts.form_code,
        code_amounts.measure_key,
        code_amounts.amount_key
    from partitions
    inner join code_amounts
        on
            partitions.context_key = code_amounts.context_key
            and partitions.child_key = code_amounts.code_key
),

-- What adds up to each place.
parts as (
    select
        places.place,
        child_terms.amount_key
    from places
    inner join child_terms
        on
            places.context_key = child_terms.context_key
            and places.parent_key = child_terms.parent_key
            and places.axis = child_terms.axis
            and places.measure_key = child_terms.measure_key
    union all
    select
        places.place,
        lines_between.amount_key
    from places
    inner join lines_between
        on
            places.table_id = lines_between.table_id
            and places.row_no = lines_between.total_row_no
            and places.context_key = lines_between.context_key
            and places.measure_key = lines_between.measure_key
    where lines_between.is_balance
),

sides as (
    select
        place,
        'actual' as term_side,
        amount_key
    from parent_terms
    union all
    select
        place,
        'expected' as term_side,
        amount_key
    from parts
),

terms as (
    select
        places.place,
        places.disclosure_key,
        places.form_code,
        places.line_label,
        places.measure_code,
        places.axis,
        sides.term_side,
        sides.amount_key
    from places
    inner join sides on places.place = sides.place
),

named_terms as (
    select
        *,
        if(axis = 'unit', 'unit_roll_up', 'code_roll_up') as identity_code,
        '=' as relation
    from terms
),

-- Rows printed under a line whose own cell is blank have no total to add up to: once per form.
unjudged as (
    select
        child_terms.disclosure_key,
        child_terms.form_code,
        child_terms.axis,
        child_terms.parent_key = '////' as is_form_total
    from child_terms
    left join places
        on
            child_terms.context_key = places.context_key
            and child_terms.parent_key = places.parent_key
            and child_terms.axis = places.axis
            and child_terms.measure_key = places.measure_key
    where places.place is null
    group by all
),

-- Coded rows that no printed line covers: the form prints no total over them.
uncovered as (
    select
        code_amounts.disclosure_key,
        code_amounts.form_code
    from code_amounts
    left join partitions
        on code_amounts.context_key = partitions.context_key and code_amounts.code_key = partitions.child_key
    where
        partitions.child_key is null
        and code_amounts.functional_code || code_amounts.economic_code
        || code_amounts.government_economic_code <> ''
    group by all
),

gaps as (
    select
        disclosure_key,
        form_code,
        if(axis = 'unit', 'unit_roll_up', 'code_roll_up') as identity_code,
        if(
            is_form_total,
            'the total of a column is not printed',
            'a cell is blank above rows that carry amounts'
        ) as reason
    from unjudged
    union
    select
        disclosure_key,
        form_code,
        'code_roll_up' as identity_code,
        'no total is printed over the coded rows' as reason
    from uncovered
)

{{ identity_terms('named_terms', identity_column='identity_code') }}
union all
{{ identity_gaps('gaps', identity_column='identity_code') }}
