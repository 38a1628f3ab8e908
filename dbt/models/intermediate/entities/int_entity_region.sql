with

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

namings as (
    select * from {{ ref('int_table_naming') }}
),

prefixes as (
    select * from {{ ref('entity_prefix') }}
),

terms as (
    select * from {{ ref('int_region_term') }}
),

today as (
    select * from {{ ref('int_region_today') }}
),

names as (
    select entity_name
    from mentions
    union
    select entity_name
    from namings
),

-- 中国共产党唐山市… names the party first and the place second.
place_first as (
    select
        names.entity_name,
        coalesce(max(length(prefixes.prefix)), 0) as prefix_length,
        substr(names.entity_name, coalesce(max(length(prefixes.prefix)), 0) + 1) as rest
    from names
    left join prefixes on starts_with(names.entity_name, prefixes.prefix)
    group by names.entity_name
),

first_place as (
    select
        place_first.entity_name,
        terms.region_code,
        terms.term_kind,
        terms.is_valid_today,
        length(terms.term) as matched_length,
        substr(place_first.rest, length(terms.term) + 1) as rest
    from place_first
    inner join terms on starts_with(place_first.rest, terms.term)
),

-- 秦皇岛市海港区: a place inside the first one. The province of a county of a province's capital is its
-- own first place, so that two steps down are enough.
second_place as (
    select
        first_place.entity_name,
        terms.region_code,
        first_place.term_kind,
        terms.is_valid_today,
        first_place.matched_length + length(terms.term) as matched_length,
        substr(first_place.rest, length(terms.term) + 1) as rest
    from first_place
    inner join terms
        on
            starts_with(first_place.rest, terms.term)
            and terms.term_kind = 'name'
            and first_place.region_code <> terms.region_code
            and (
                (
                    first_place.region_code like '%0000'
                    and left(terms.region_code, 2) = left(first_place.region_code, 2)
                )
                or (
                    first_place.region_code not like '%0000'
                    and first_place.region_code like '%00'
                    and left(terms.region_code, 4) = left(first_place.region_code, 4)
                )
            )
),

third_place as (
    select
        second_place.entity_name,
        terms.region_code,
        second_place.term_kind,
        terms.is_valid_today,
        second_place.matched_length + length(terms.term) as matched_length,
        substr(second_place.rest, length(terms.term) + 1) as rest
    from second_place
    inner join terms
        on
            starts_with(second_place.rest, terms.term)
            and terms.term_kind = 'name'
            and second_place.region_code like '%00'
            and second_place.region_code <> terms.region_code
            and left(terms.region_code, 4) = left(second_place.region_code, 4)
),

places as (
    select
        *,
        1 as place_count
    from first_place
    union all
    select
        *,
        2 as place_count
    from second_place
    union all
    select
        *,
        3 as place_count
    from third_place
),

-- The reading that explains most of the name wins; names of today before names of the past.
best as (
    select *
    from places
    qualify
        rank() over (
            partition by entity_name
            order by matched_length desc, place_count desc, is_valid_today desc
        ) = 1
),

resolved as (
    select
        best.entity_name,
        best.rest,
        best.term_kind,
        best.matched_length,
        today.region_code
    from best
    inner join today on best.region_code = today.origin_code
)

select
    entity_name,
    min(region_code) as region_code,
    -- 朝阳区 is in Beijing and in Changchun: the name alone does not say.
    count(distinct region_code) > 1 as is_ambiguous,
    list(distinct region_code order by region_code) as region_codes,
    min(term_kind) as term_kind,
    max(matched_length) as matched_length,
    min(rest) = '' as is_only_a_place
from resolved
group by entity_name
