with

amounts as (
    select * from {{ ref('int_identity_amount') }}
),

ancestors as (
    select * from {{ ref('int_measure_ancestor') }}
),

-- A column has a type of expenditure and a source of money: it adds up along either, the other held.
coordinates as (
    select
        *,
        'type' as axis,
        type_code as axis_code,
        source_code as held_code
    from amounts
    union all
    select
        *,
        'source' as axis,
        source_code as axis_code,
        type_code as held_code
    from amounts
),

-- The total a column belongs to is its nearest ancestor printed in the same line.
component_links_of_any as (
    select
        parts.amount_key as part_key,
        parts.disclosure_key,
        parts.form_code,
        parts.table_id,
        parts.amount_basis,
        parts.side,
        parts.breakdown,
        parts.axis,
        parts.held_code,
        parts.axis_code as part_code,
        parts.row_no = totals.row_no as is_in_row,
        totals.axis_code as total_code,
        totals.amount_key as total_key,
        totals.measure_code as total_measure,
        totals.line_label,
        -- A source on a row of its own below 其中 leaves the rest of its group unprinted.
        ancestors.is_partition and not (parts.measure_scope = 'revenue' and parts.is_memo_line)
            as is_of_partition,
        abs(parts.amount_yuan - totals.amount_yuan)
        <= parts.half_unit_yuan + totals.half_unit_yuan as is_equal
    from coordinates as parts
    inner join ancestors
        on
            parts.measure_scope = ancestors.scope
            and parts.axis = ancestors.axis
            and parts.axis_code = ancestors.part_code
    inner join coordinates as totals
        on
            parts.line_key = totals.line_key
            and parts.axis = totals.axis
            and parts.held_code = totals.held_code
            and ancestors.ancestor_code = totals.axis_code
    -- A part of a whole may grow while the whole shrinks: changes are no ceiling.
    where ancestors.is_partition or parts.amount_basis is distinct from 'change'
    qualify
        dense_rank() over (partition by parts.amount_key, parts.axis order by ancestors.distance) = 1
),

-- 总计 | 其中 财政拨款: one part alone that differs from its total in row after row leaves the others
-- unprinted.
lone_parts as (
    select
        table_id,
        amount_basis,
        side,
        breakdown,
        axis,
        held_code,
        total_code
    from component_links_of_any
    where is_of_partition
    group by all
    having count(distinct part_code) = 1 and count(*) filter (where not is_equal) > 1
),

component_links as (
    select
        links.*,
        links.is_of_partition and lone_parts.table_id is null as is_partition
    from component_links_of_any as links
    left join lone_parts
        on
            links.table_id = lone_parts.table_id
            and links.amount_basis = lone_parts.amount_basis
            and links.side = lone_parts.side
            and links.breakdown = lone_parts.breakdown
            and links.axis = lone_parts.axis
            and links.held_code = lone_parts.held_code
            and links.total_code = lone_parts.total_code
),

component_terms as (
    select
        concat_ws('|', total_key, axis, if(is_partition, null, part_key)) as place,
        disclosure_key,
        form_code,
        line_label,
        total_measure as measure_code,
        case when is_partition then '=' else '>=' end as relation,
        total_key,
        part_key,
        axis = 'type' and total_code = 'total' and part_code in ('basic', 'project') as is_basic_or_project
    from component_links
),

-- Some forms print business expenditure and transfers beside basic and project expenditure although
-- they are part of them, without saying so: the total is then basic and project alone.
places_with_other_types as (
    select
        place,
        total_key,
        disclosure_key,
        form_code,
        line_label,
        measure_code
    from component_terms
    where relation = '='
    group by all
    having bool_or(is_basic_or_project) and not bool_and(is_basic_or_project)
),

-- What a table prints as components of a measure anywhere, it prints for every row. Rows that are named as
-- components (基本支出 over its codes) make up the total, not each code.
printed_components as (
    select
        table_id,
        amount_basis,
        side,
        breakdown,
        axis,
        held_code,
        total_code,
        bool_or(is_in_row) as are_columns
    from component_links
    where is_partition
    group by table_id, amount_basis, side, breakdown, axis, held_code, total_code
),

rows_without_components as (
    select
        coordinates.amount_key || '|' || coordinates.axis as place,
        coordinates.disclosure_key,
        coordinates.form_code,
        coordinates.line_label,
        coordinates.measure_code,
        coordinates.amount_key as total_key
    from coordinates
    inner join printed_components
        on
            coordinates.table_id = printed_components.table_id
            and coordinates.amount_basis = printed_components.amount_basis
            and coordinates.side = printed_components.side
            and coordinates.breakdown = printed_components.breakdown
            and coordinates.axis = printed_components.axis
            and coordinates.held_code = printed_components.held_code
            and coordinates.axis_code = printed_components.total_code
    where
        coordinates.amount_yuan != 0
        and (
            printed_components.are_columns
            or concat(
                coordinates.functional_code, coordinates.economic_code, coordinates.government_economic_code
            ) = ''
        )
        and coordinates.amount_key || '|' || coordinates.axis not in (select place from component_terms)
),

places as (
    select distinct
        place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        relation,
        total_key
    from component_terms
    union all
    select
        place,
        disclosure_key,
        form_code,
        line_label,
        measure_code,
        '=' as relation,
        total_key
    from rows_without_components
),

-- A total beside columns that no word names: they may be what the others leave of it.
unnamed_parts as (
    select distinct
        places.place,
        unnamed.amount_key
    from places
    inner join coordinates as totals
        on
            places.place = totals.amount_key || '|' || totals.axis
            and totals.is_all_sources
    inner join amounts as unnamed
        on
            totals.line_key = unnamed.line_key
            and unnamed.type_code = 'unknown'
            and unnamed.is_all_sources
    where places.relation = '='
),

-- Which amounts each reading adds up.
added_parts as (
    select
        place,
        1 as reading_rank,
        part_key as amount_key
    from component_terms
    union all
    select
        component_terms.place,
        2 as reading_rank,
        component_terms.part_key as amount_key
    from component_terms
    inner join places_with_other_types on component_terms.place = places_with_other_types.place
    where component_terms.is_basic_or_project
    union all
    select
        component_terms.place,
        3 as reading_rank,
        component_terms.part_key as amount_key
    from component_terms
    where component_terms.place in (select unnamed_parts.place from unnamed_parts)
    union all
    select
        place,
        3 as reading_rank,
        amount_key
    from unnamed_parts
),

readings as (
    select
        place,
        1 as reading_rank
    from places
    union
    select
        place,
        reading_rank
    from added_parts
),

sides as (
    select
        place,
        reading_rank,
        'expected' as term_side,
        amount_key
    from added_parts
    union all
    select
        places.place,
        readings.reading_rank,
        'actual' as term_side,
        places.total_key as amount_key
    from places
    inner join readings on places.place = readings.place
),

-- Only where there is a choice does a check say which components were added up.
terms as (
    select
        places.* exclude (total_key),
        sides.* exclude (place),
        case
            when sides.reading_rank = 3 then 'with the columns that no word names'
            when places_with_other_types.place is null then null
            when sides.reading_rank = 1 then 'all types'
            else 'basic and project, the other types being part of them'
        end as reading
    from places
    inner join sides on places.place = sides.place
    left join places_with_other_types on places.place = places_with_other_types.place
),

-- Components without any total to add up to cannot be judged: once per form.
lines_without_total as (
    select
        parts.disclosure_key,
        parts.form_code,
        'components are printed in a row whose total is not printed' as reason
    from coordinates as parts
    inner join ancestors
        on
            parts.measure_scope = ancestors.scope
            and parts.axis = ancestors.axis
            and parts.axis_code = ancestors.part_code
    left join component_links
        on parts.amount_key = component_links.part_key and parts.axis = component_links.axis
    where
        ancestors.is_partition
        and component_links.part_key is null
        -- the fund a whole form is about is not a component of anything
        and not (parts.axis = 'source' and parts.measure_code != parts.axis_code)
    group by parts.disclosure_key, parts.form_code, parts.line_key, parts.axis, parts.held_code
    -- one column alone is not a component: the table has nothing else to add
    having count(distinct parts.axis_code) > 1
),

forms_without_total as (
    select distinct
        disclosure_key,
        form_code,
        reason
    from lines_without_total
)

{{ identity_terms('terms', 'row_cross_foot', has_readings=true) }}
union all
{{ identity_gaps('forms_without_total', 'row_cross_foot') }}
