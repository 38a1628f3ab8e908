with

amounts as (
    select
        *,
        concat_ws(
            '|',
            disclosure_key, form_code, amount_basis, unit_key, type_code, source_code,
            if(has_item_columns, table_id || ':' || row_no, null)
        ) as column_key
    from {{ ref('int_identity_amount') }}
    -- Columns that no word names may hold anything: several of them are not one column.
    where layout = 'items' and item_code != '' and measure_code is distinct from 'unknown'
),

items as (
    select distinct
        item_code,
        part_of,
        is_partition
    from {{ ref('three_public_item') }}
),

-- The item a part belongs to: the next one up that the column prints. A form without a vehicle
-- total has purchase and operation as parts of the three public expenses themselves.
item_ancestors as (
    select
        one.item_code,
        one.part_of as ancestor_code,
        1 as distance
    from items as one
    where one.part_of is not null and one.is_partition
    union all
    select
        one.item_code,
        two.part_of as ancestor_code,
        2 as distance
    from items as one
    inner join items as two on one.part_of = two.item_code and two.is_partition
    where two.part_of is not null and one.is_partition
    union all
    select
        one.item_code,
        three.part_of as ancestor_code,
        3 as distance
    from items as one
    inner join items as two on one.part_of = two.item_code and two.is_partition
    inner join items as three on two.part_of = three.item_code and three.is_partition
    where three.part_of is not null and one.is_partition
),

-- An item printed in any column of a basis is printed, though its cell may be blank, in all of them.
printed_items as (
    select distinct
        disclosure_key,
        form_code,
        amount_basis,
        unit_key,
        item_code
    from amounts
),

printed_parents as (
    select
        parts.disclosure_key,
        parts.form_code,
        parts.amount_basis,
        parts.unit_key,
        parts.item_code,
        item_ancestors.ancestor_code as parent_item
    from printed_items as parts
    inner join item_ancestors on parts.item_code = item_ancestors.item_code
    inner join printed_items as parents
        on
            parts.disclosure_key = parents.disclosure_key
            and parts.form_code = parents.form_code
            and parts.amount_basis = parents.amount_basis
            and parts.unit_key = parents.unit_key
            and item_ancestors.ancestor_code = parents.item_code
    qualify
        row_number() over (
            partition by
                parts.disclosure_key, parts.form_code, parts.amount_basis, parts.unit_key, parts.item_code
            order by item_ancestors.distance
        ) = 1
),

parents as (
    select *
    from amounts
    where exists (
        select 1
        from printed_parents
        where
            printed_parents.disclosure_key = amounts.disclosure_key
            and printed_parents.form_code = amounts.form_code
            and printed_parents.amount_basis = amounts.amount_basis
            and printed_parents.unit_key = amounts.unit_key
            and printed_parents.parent_item = amounts.item_code
    )
),

pairs as (
    select
        parents.amount_key as place,
        parents.disclosure_key,
        parents.form_code,
        parents.line_label,
        parents.measure_code,
        '=' as relation,
        parents.amount_key as actual_key,
        parts.amount_key as expected_key
    from parents
    inner join printed_parents
        on
            parents.disclosure_key = printed_parents.disclosure_key
            and parents.form_code = printed_parents.form_code
            and parents.amount_basis = printed_parents.amount_basis
            and parents.unit_key = printed_parents.unit_key
            and parents.item_code = printed_parents.parent_item
    -- parts may be blank in a column
    left join amounts as parts
        on parents.column_key = parts.column_key and printed_parents.item_code = parts.item_code
),

terms as (
    {{ two_sides('pairs') }}
)

{{ identity_terms('terms', 'three_public_roll_up') }}
