with

cells as (
    select * from {{ ref('stg_cell') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

today as (
    select * from {{ ref('int_region_today') }}
),

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

regions as (
    select * from {{ ref('int_entity_region') }}
),

-- 13062524P00001510483H: a project code opens with the code of the place that pays.
project_codes as (
    select
        tables.document_id,
        left(cells.text_compact, 6) as origin_code
    from cells
    inner join tables on cells.table_id = tables.table_id
    where regexp_matches(cells.text_compact, '^[1-6]\d{5}\d{2}[A-Z]\d{6}')
),

by_project as (
    select
        project_codes.document_id,
        today.region_code,
        count(*) as mention_count
    from project_codes
    inner join today on project_codes.origin_code = today.origin_code
    group by project_codes.document_id, today.region_code
    qualify
        row_number() over (
            partition by project_codes.document_id
            order by count(*) desc, today.region_code
        ) = 1
),

by_name as (
    select
        mentions.document_id,
        regions.region_code,
        count(*) as mention_count
    from mentions
    inner join regions on mentions.entity_name = regions.entity_name
    where not regions.is_ambiguous and regions.term_kind <> 'short_name'
    group by mentions.document_id, regions.region_code
    qualify
        row_number() over (
            partition by mentions.document_id
            order by
                count(*) filter (where mentions.place = 'cover') desc,
                count(*) desc,
                regions.region_code
        ) = 1
)

select
    coalesce(by_project.document_id, by_name.document_id) as document_id,
    by_project.region_code as project_region_code,
    by_name.region_code as named_region_code
from by_project
full outer join by_name on by_project.document_id = by_name.document_id
