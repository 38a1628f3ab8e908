-- One row per amount of a three public expenses form that counts once: the standard items printed
-- deepest, in the columns printed deepest.
with

leaf_amounts as (
    select * from {{ ref('int_leaf_amount') }}
    where form_code = 'three_public_expenses'
),

items as (
    select distinct
        item_code,
        part_of
    from {{ ref('three_public_item') }}
),

-- The standard items make up the totals; a sub-item ("其中：教学科研人员…") only divides one of
-- them, and often not the whole of it.
standard_items as (
    select
        item_code,
        item_code as standard_item_code,
        part_of
    from items
    where
        part_of in ('grand_total', 'three_public_total', 'vehicle_total')
        or item_code in ('grand_total', 'three_public_total')
),

-- Where units are listed, the rows above them (all units together, or the unit whose code begins
-- theirs) hold them already.
units as (
    select distinct
        table_id,
        coalesce(budget_unit_code, '') as budget_unit_code,
        coalesce(budget_unit_label, '') as budget_unit_label
    from leaf_amounts
),

divided_units as (
    select distinct
        wholes.table_id,
        wholes.budget_unit_code,
        wholes.budget_unit_label
    from units as wholes
    inner join units as parts
        on
            wholes.table_id = parts.table_id
            and (
                (
                    wholes.budget_unit_label = ''
                    and wholes.budget_unit_code = ''
                    and parts.budget_unit_label <> ''
                )
                or (
                    wholes.budget_unit_code <> ''
                    and wholes.budget_unit_code <> parts.budget_unit_code
                    and starts_with(parts.budget_unit_code, wholes.budget_unit_code)
                )
            )
),

named as (
    select
        leaf_amounts.*,
        coalesce(standard_items.standard_item_code, items.part_of) as standard_item_code,
        standard_items.item_code is not null as is_standard
    from leaf_amounts
    inner join items on leaf_amounts.item_code = items.item_code
    left join standard_items on leaf_amounts.item_code = standard_items.item_code
    left join divided_units
        on
            leaf_amounts.table_id = divided_units.table_id
            and coalesce(leaf_amounts.budget_unit_code, '') = divided_units.budget_unit_code
            and coalesce(leaf_amounts.budget_unit_label, '') = divided_units.budget_unit_label
    where
        divided_units.table_id is null
        and (standard_items.item_code is not null or items.part_of is not null)
),

item_paths as (
    select
        item_code as part_code,
        part_of as whole_code
    from standard_items
    union
    select
        parts.item_code as part_code,
        parents.part_of as whole_code
    from standard_items as parts
    inner join standard_items as parents on parts.part_of = parents.item_code
    union
    select
        parts.item_code as part_code,
        grandparents.part_of as whole_code
    from standard_items as parts
    inner join standard_items as parents on parts.part_of = parents.item_code
    inner join standard_items as grandparents on parents.part_of = grandparents.item_code
),

printed_items as (
    select distinct
        table_id,
        amount_basis,
        budget_unit_code,
        budget_unit_label,
        standard_item_code,
        is_standard
    from named
),

divided_items as (
    select distinct
        parts.table_id,
        parts.amount_basis,
        parts.budget_unit_code,
        parts.budget_unit_label,
        item_paths.whole_code as item_code
    from printed_items as parts
    inner join item_paths on parts.standard_item_code = item_paths.part_code
)

select
    named.amount_key,
    named.disclosure_key,
    named.form_code,
    named.amount_basis,
    named.budget_unit_code,
    named.budget_unit_label,
    named.item_code,
    named.standard_item_code,
    named.fund_source_code,
    named.amount_yuan,
    named.half_unit_yuan
from named
left join divided_items
    on
        named.table_id = divided_items.table_id
        and named.amount_basis = divided_items.amount_basis
        and named.budget_unit_code is not distinct from divided_items.budget_unit_code
        and named.budget_unit_label is not distinct from divided_items.budget_unit_label
        and named.item_code = divided_items.item_code
left join printed_items as wholes
    on
        -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
        if(named.is_standard, null, named.table_id) = wholes.table_id
        and wholes.is_standard
        and named.amount_basis = wholes.amount_basis
        and named.budget_unit_code is not distinct from wholes.budget_unit_code
        and named.budget_unit_label is not distinct from wholes.budget_unit_label
        and named.standard_item_code = wholes.standard_item_code
where divided_items.item_code is null and wholes.standard_item_code is null
