{{ keep_by('disclosure_key') }}

-- The amounts of a disclosure rolled up to what can be compared with another one: years and stages
-- print the same money to different depths, so each axis is a division of the whole of its own.
with

leaves as (
    select * from {{ ref('int_subject_leaf') }}
),

totals as (
    select * from {{ ref('int_subject_total') }}
),

items as (
    select distinct
        item_code,
        part_of
    from {{ ref('three_public_item') }}
),

-- A leaf that is not divided as far as an axis goes counts there as not disclosed.
placed as (
    select
        leaves.disclosure_key,
        leaves.amount_basis,
        leaves.subject,
        leaves.amount_yuan,
        coalesce(leaves.expenditure_type_code, 'not_disclosed') as expenditure_type_code,
        unnest([
            struct_pack(axis := 'functional_class', member_code := left(leaves.functional_code, 3)),
            struct_pack(
                axis := 'functional_section',
                member_code := {{ code_to_depth('leaves.functional_code', 5) }}
            ),
            struct_pack(
                axis := 'functional_item',
                member_code := {{ code_to_depth('leaves.functional_code', 7) }}
            ),
            struct_pack(axis := 'economic_class', member_code := left(leaves.economic_code, 3)),
            struct_pack(
                axis := 'economic_section',
                member_code := {{ code_to_depth('leaves.economic_code', 5) }}
            ),
            struct_pack(axis := 'expenditure_type', member_code := leaves.expenditure_type_code),
            struct_pack(
                axis := 'cost_category',
                member_code := nullif(leaves.cost_category, 'not_disclosed')
            ),
            struct_pack(axis := 'fund_source', member_code := leaves.fund_source_code),
            struct_pack(axis := 'revenue_source', member_code := leaves.revenue_source_code),
            struct_pack(axis := 'three_public_item', member_code := leaves.item_code),
            struct_pack(
                axis := 'three_public_group',
                member_code := if(items.part_of = 'vehicle_total', 'vehicle_total', leaves.item_code)
            )
        ], recursive := true)
    from leaves
    left join items on leaves.item_code = items.item_code
),

-- An axis exists where a form divides anything along it.
divided as (
    select *
    from placed
    qualify
        bool_or(member_code is not null)
            over (partition by disclosure_key, amount_basis, subject, axis)
),

-- Functional codes are crossed with the type of expenditure, 'total' being all types together.
crossed as (
    select * replace ('total' as expenditure_type_code)
    from divided
    union all
    select *
    from divided
    where axis in ('functional_class', 'functional_section', 'functional_item')
    qualify
        bool_or(expenditure_type_code <> 'not_disclosed')
            over (partition by disclosure_key, amount_basis, subject, axis)
)

select
    disclosure_key,
    amount_basis,
    subject,
    axis,
    coalesce(member_code, 'not_disclosed') as member_code,
    expenditure_type_code,
    sum(amount_yuan) as amount_yuan
from crossed
group by all

union all

select
    disclosure_key,
    amount_basis,
    subject,
    'total' as axis,
    'total' as member_code,
    'total' as expenditure_type_code,
    total_yuan as amount_yuan
from totals
