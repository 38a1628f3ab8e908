with

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

suffixes as (
    select * from {{ ref('entity_suffix') }}
),

regions as (
    select * from {{ ref('int_entity_region') }}
),

organ_names as (
    select distinct mentions.entity_name
    from mentions
    inner join suffixes on ends_with(mentions.entity_name, suffixes.suffix)
),

counted as (
    select
        mentions.document_id,
        mentions.entity_name,
        organ_names.entity_name is not null as is_organ_name,
        mode(mentions.printed_name order by mentions.printed_name)
        filter (where mentions.place in ('header', 'label', 'field')) as labelled_name,
        mode(mentions.printed_name order by mentions.printed_name) as printed_name,
        list(distinct mentions.department_code order by mentions.department_code)
        filter (where mentions.department_code is not null) as department_codes,
        count(*) filter (where mentions.place = 'header') as header_count,
        count(*) filter (where mentions.place = 'field') as field_count,
        count(*) filter (where mentions.place = 'label') as label_count,
        count(*) filter (where mentions.place = 'cover') as cover_count,
        count(*) filter (where mentions.place = 'title') as title_count,
        count(*) filter (where mentions.place = 'opening') as opening_count,
        count(*) filter (where mentions.place = 'prose') as prose_count,
        bool_and(mentions.place = 'file_name') as is_only_file_name
    from mentions
    left join organ_names on mentions.entity_name = organ_names.entity_name
    where
        length(mentions.entity_name) >= 2
        and (organ_names.entity_name is not null or mentions.place in ('header', 'label', 'field'))
        -- 本部门, 我局, 各单位: a pronoun is not a name.
        and not regexp_matches(mentions.entity_name, '^(本|我|各|该|全|我们)(部门|单位|局|委|厅|市|区|县|院|中心|办)')
        and not regexp_matches(mentions.entity_name, '[。;%]|\d\.\d')
    group by mentions.document_id, mentions.entity_name, organ_names.entity_name
)

select
    counted.*,
    coalesce(not regions.is_only_a_place, false) as has_region,
    -- Evidence that the document is this organ's own: the cover and the first sentence say so once, a
    -- running title says so on every page and does not count more than thrice.
    5 * least(counted.field_count, 1)
    + 4 * least(counted.cover_count, 1)
    + 4 * least(counted.opening_count, 1)
    + 3 * least(counted.label_count, 1)
    + 2 * least(counted.title_count, 3)
    + 1 * least(counted.prose_count, 3)
    + if(regions.entity_name is not null and counted.is_organ_name, 3, 0) as score
from counted
left join regions on counted.entity_name = regions.entity_name
