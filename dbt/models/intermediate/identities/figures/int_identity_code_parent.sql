with

code_amounts as (
    select * from {{ ref('int_identity_code_key') }}
),

code_keys as (
    select distinct
        context_key,
        code_key,
        unit_key,
        functional_code,
        economic_code,
        government_economic_code,
        item_key
    from code_amounts
),

-- Every key that covers a key: the same codes, or their printed prefixes, or nothing at all.
-- One axis a step, because a row is widened along each axis independently.
wider_units as (
    select
        *,
        unnest(
            list_distinct([
                unit_key,
                if(regexp_full_match(unit_key, '\d{7,}'), left(unit_key, 6), ''),
                if(regexp_full_match(unit_key, '\d{4,}'), left(unit_key, 3), ''),
                ''
            ])
        ) as wider_unit
    from code_keys
),

wider_functional as (
    select
        *,
        unnest({{ code_and_its_prefixes('functional_code') }}) as wider_functional
    from wider_units
),

wider_economic as (
    select
        *,
        unnest({{ code_and_its_prefixes('economic_code') }}) as wider_economic
    from wider_functional
),

wider_government as (
    select
        *,
        unnest({{ code_and_its_prefixes('government_economic_code') }}) as wider_government
    from wider_economic
),

widened as (
    select
        *,
        unnest(list_distinct([item_key, ''])) as wider_item
    from wider_government
),

possible_covers as (
    select
        context_key,
        code_key,
        concat_ws(
            '/', wider_unit, wider_functional, wider_economic, wider_government, wider_item
        ) as cover_key,
        unit_key != wider_unit as extends_unit,
        functional_code != wider_functional as extends_functional,
        -- both economic classifications divide the same rows: some print one code, some the other
        economic_code != wider_economic or government_economic_code != wider_government as extends_economic,
        item_key != wider_item as extends_item
    from widened
),

covers as (
    select possible_covers.*
    from possible_covers
    inner join code_keys
        on
            possible_covers.context_key = code_keys.context_key
            and possible_covers.cover_key = code_keys.code_key
            and possible_covers.cover_key != possible_covers.code_key
),

-- The parent is the nearest printed cover: no other printed cover lies between the two.
distant_covers as (
    select distinct
        covers.context_key,
        covers.code_key,
        covers.cover_key
    from covers
    inner join covers as nearer
        on covers.context_key = nearer.context_key and covers.code_key = nearer.code_key
    inner join covers as between_them
        on
            nearer.context_key = between_them.context_key
            and nearer.cover_key = between_them.code_key
            and covers.cover_key = between_them.cover_key
)

select
    covers.context_key,
    covers.code_key,
    covers.cover_key as parent_key,
    covers.extends_unit,
    covers.extends_functional,
    covers.extends_economic,
    covers.extends_item
from covers
left join distant_covers
    on
        covers.context_key = distant_covers.context_key
        and covers.code_key = distant_covers.code_key
        and covers.cover_key = distant_covers.cover_key
where distant_covers.cover_key is null
