-- What lists add up to (procurement, purchase of services, projects): a row is the sum of its funds, a
-- total and a subtotal the sum of the lines they stand over.
with

amounts as (
    select * from {{ ref('int_list_amount') }}
),

measures as (
    select * from {{ ref('int_measure_path') }}
    where scope = 'list' and steps > 0 and not is_memo
),

identities as (
    select
        codes.form_code,
        codes.funds_code,
        codes.sum_code
    from
        (
            values ('procurement', 'procurement_funds', 'procurement_total'),
            ('service_purchase', 'row_cross_foot', 'service_purchase_total'),
            ('project_expenditure', 'row_cross_foot', 'project_list_total'),
            ('carried_forward_expenditure', 'row_cross_foot', 'project_list_total')
        ) as codes (form_code, funds_code, sum_code)
),

---------- a row and its funds

-- Every figure is a part of the next whole that its row prints: funds of 小计, 小计 of 合计.
fund_parts as (
    select
        parts.amount_key,
        wholes.amount_key as whole_key
    from amounts as parts
    inner join measures on parts.measure_code = measures.measure_code
    inner join amounts as wholes
        on
            parts.table_id = wholes.table_id
            and parts.row_no = wholes.row_no
            and measures.ancestor_code = wholes.measure_code
    qualify row_number() over (partition by parts.amount_key order by measures.steps, wholes.column_no) = 1
),

---------- a total or a subtotal and its lines

sums as (
    select
        *,
        count(*) filter (where row_kind = 'total') over (partition by table_id, column_no) as total_count
    from amounts
    where row_kind in ('total', 'group') and measure_code not in ('unit_price', 'project_budget')
),

-- A subtotal reaches to the next row that sums as much, or more.
reaches as (
    select
        sums.table_id,
        sums.row_no,
        sums.column_no,
        min(others.row_no) filter (where others.row_no > sums.row_no) as below_until,
        max(others.row_no) filter (where others.row_no < sums.row_no) as above_until
    from sums
    -- The sum itself is one of them.
    inner join sums as others
        on
            sums.table_id = others.table_id
            and sums.column_no = others.column_no
            and (
                others.row_kind = 'total'
                or sums.group_level >= others.group_level
                or sums.row_no = others.row_no
            )
    group by sums.table_id, sums.row_no, sums.column_no
),

lines as (
    select * from amounts
    where row_kind = 'line'
),

sum_parts as (
    select
        sums.amount_key as place,
        'the lines' as reading,
        1 as reading_rank,
        lines.amount_key
    from sums
    inner join lines on sums.table_id = lines.table_id and sums.column_no = lines.column_no
    where sums.row_kind = 'total'
    union all
    -- A list whose lines have levels that nothing tells apart.
    select
        sums.amount_key as place,
        'the subtotals' as reading,
        2 as reading_rank,
        others.amount_key
    from sums
    inner join sums as others
        on
            sums.table_id = others.table_id
            and sums.column_no = others.column_no
            and others.row_kind = 'group'
    where sums.row_kind = 'total'
    qualify
        others.group_level = min(others.group_level) over (partition by sums.amount_key)
    union all
    select
        sums.amount_key as place,
        'the lines below' as reading,
        1 as reading_rank,
        lines.amount_key
    from sums
    inner join reaches
        on
            sums.table_id = reaches.table_id
            and sums.row_no = reaches.row_no
            and sums.column_no = reaches.column_no
    inner join lines
        on
            sums.table_id = lines.table_id
            and sums.column_no = lines.column_no
            and sums.row_no < lines.row_no
            and lines.row_no < coalesce(reaches.below_until, 1000000)
    where sums.row_kind = 'group' or sums.total_count > 1
    union all
    select
        sums.amount_key as place,
        'the lines above' as reading,
        2 as reading_rank,
        lines.amount_key
    from sums
    inner join reaches
        on
            sums.table_id = reaches.table_id
            and sums.row_no = reaches.row_no
            and sums.column_no = reaches.column_no
    inner join lines
        on
            sums.table_id = lines.table_id
            and sums.column_no = lines.column_no
            and sums.row_no > lines.row_no
            and lines.row_no > coalesce(reaches.above_until, 0)
    where (sums.row_kind = 'group' and sums.is_named_a_sum) or sums.total_count > 1
),

-- Lines of lists are told from sums by their columns. Where a total is nowhere near the sum of its lines
-- while a total of its subtotals is not printed, the lines have levels that no column tells apart.
compared as (
    select
        sum_parts.place,
        sum_parts.reading,
        any_value(sums.table_id) as table_id,
        any_value(sums.column_no) as column_no,
        any_value(sums.row_kind) as row_kind,
        abs(any_value(sums.amount_yuan) - sum(parts.amount_yuan))
        <= any_value(sums.half_unit_yuan) + sum(parts.half_unit_yuan) as is_met,
        abs(any_value(sums.amount_yuan) - sum(parts.amount_yuan)) > 0.5 * abs(any_value(sums.amount_yuan))
            as is_far
    from sum_parts
    inner join sums on sum_parts.place = sums.amount_key
    inner join amounts as parts on sum_parts.amount_key = parts.amount_key
    group by sum_parts.place, sum_parts.reading
),

places as (
    select
        place,
        any_value(table_id) as table_id,
        any_value(row_kind) as row_kind,
        bool_or(is_met) as is_met,
        bool_or(is_met and reading = 'the lines') as is_sum_of_lines,
        bool_and(is_far) as is_far
    from compared
    group by place
),

-- Where a total holds of the lines, every subtotal must hold, too.
tables_of_lines as (
    select
        table_id,
        bool_or(row_kind = 'total' and is_sum_of_lines) as has_total_of_lines,
        bool_or(row_kind = 'total' and is_met and not is_sum_of_lines) as has_total_of_subtotals,
        bool_or(row_kind = 'total' and is_far) as has_far_total
    from places
    group by table_id
),

judged_places as (
    select places.place
    from places
    inner join tables_of_lines on places.table_id = tables_of_lines.table_id
    where
        places.is_met
        or (places.row_kind = 'total' and not places.is_far)
        or (
            places.row_kind = 'group'
            and not tables_of_lines.has_total_of_subtotals
            and not tables_of_lines.has_far_total
            and not places.is_far
        )
),

---------- codes of a list: each level is the sum of the next

code_parts as (
    select
        parents.amount_key as place,
        children.amount_key
    from amounts as parents
    inner join amounts as children
        on
            parents.table_id = children.table_id
            and parents.column_no = children.column_no
            and starts_with(children.functional_code, parents.functional_code)
            and children.row_kind = 'line'
            and parents.amount_key <> children.amount_key
    where parents.lists_codes and parents.row_kind = 'group'
),

all_places as (
    select
        place || '|funds' as place,
        whole_key,
        'funds' as kind,
        null::varchar as reading,
        1 as reading_rank,
        amount_key
    from (
        select
            whole_key as place,
            whole_key,
            amount_key
        from fund_parts
    ) as parts
    union all
    select
        sum_parts.place,
        sum_parts.place as whole_key,
        'sum' as kind,
        sum_parts.reading,
        sum_parts.reading_rank,
        sum_parts.amount_key
    from sum_parts
    inner join judged_places on sum_parts.place = judged_places.place
    inner join sums on sum_parts.place = sums.amount_key
    where sums.row_kind = 'total' or not sums.lists_codes
    union all
    select
        place,
        place as whole_key,
        'sum' as kind,
        'the codes below' as reading,
        1 as reading_rank,
        amount_key
    from code_parts
),

terms as (
    select
        if(all_places.kind = 'funds', identities.funds_code, identities.sum_code) as identity_code,
        all_places.place,
        wholes.disclosure_key,
        wholes.form_code,
        wholes.line_label,
        wholes.measure_code,
        '=' as relation,
        all_places.reading,
        all_places.reading_rank,
        sides.term_side,
        if(sides.term_side = 'actual', all_places.whole_key, all_places.amount_key) as amount_key
    from all_places
    inner join amounts as wholes on all_places.whole_key = wholes.amount_key
    inner join identities on wholes.form_code = identities.form_code
    cross join (values ('actual'), ('expected')) as sides (term_side)
    -- A whole stands once in its equation.
    qualify
        sides.term_side = 'expected'
        or row_number() over (
            partition by all_places.place, all_places.reading, sides.term_side
            order by all_places.amount_key
        ) = 1
)

{{ identity_terms('terms', 'list_sum', identity_column='identity_code', has_readings=true) }}
