with

items as (
    select * from {{ ref('three_public_item') }}
),

-- Several labels can mean one item: they carry the same name.
named as (
    select
        item_code,
        any_value(part_of) as part_of,
        arg_min(name_zh, priority) as name_zh,
        arg_min(name_en, priority) as name_en
    from items
    group by item_code
),

-- The items below the total of the three public expenses, however deep.
paths as (
    select
        named.item_code,
        coalesce(parents.part_of, named.part_of, named.item_code) as top_code
    from named
    left join named as parents
        on named.part_of = parents.item_code and parents.part_of = 'three_public_total'
)

select
    named.item_code,
    named.part_of,
    named.name_zh,
    named.name_en,
    'three_public_total' in (named.item_code, paths.top_code) as is_three_public
from named
inner join paths on named.item_code = paths.item_code

union all

select
    'unknown' as item_code,
    null as part_of,
    '未识别' as name_zh,
    'Not recognised' as name_en,
    false as is_three_public
