with

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

candidates as (
    select * from {{ ref('int_entity_candidate') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

headers as (
    select
        mentions.table_id,
        mentions.document_id,
        mentions.entity_name,
        mentions.printed_name,
        mentions.name_scope,
        mentions.scope_hint,
        mentions.department_code,
        forms.form_code
    from mentions
    inner join forms on mentions.table_id = forms.table_id
    inner join candidates
        on
            mentions.document_id = candidates.document_id
            and mentions.entity_name = candidates.entity_name
    where mentions.place = 'header'
    -- A code beside the name is the surer reading of two.
    qualify
        row_number() over (
            partition by mentions.table_id
            order by
                (mentions.department_code is null), length(mentions.entity_name) desc, mentions.entity_name
        ) = 1
),

organs as (
    select distinct entity_name
    from candidates
    where is_organ_name
),

header_counts as (
    select
        document_id,
        entity_name,
        name_scope,
        count(*) as header_count,
        list(distinct form_code) as form_codes
    from headers
    group by document_id, entity_name, name_scope
),

-- A name broken by a line end: 秦皇岛经济技术开发区机关事务 above one form, …机关事务服务中心 above the others.
whole_names as (
    select
        parts.document_id,
        parts.entity_name as part_name,
        wholes.entity_name as whole_name
    from header_counts as parts
    inner join header_counts as wholes
        on
            parts.document_id = wholes.document_id
            and parts.entity_name <> wholes.entity_name
            and starts_with(wholes.entity_name, parts.entity_name)
            and parts.header_count <= wholes.header_count
    -- 甲市乙局 and 甲市乙局丙中心 above the same forms are two bodies.
    where
        not list_has_any(parts.form_codes, wholes.form_codes)
        or parts.entity_name not in (select entity_name from organs)
    qualify
        row_number() over (
            partition by parts.document_id, parts.entity_name
            order by wholes.header_count desc, length(wholes.entity_name) desc, wholes.entity_name
        ) = 1
)

select
    headers.table_id,
    headers.document_id,
    coalesce(whole_names.whole_name, headers.entity_name) as entity_name,
    if(whole_names.whole_name is null, headers.printed_name, null) as printed_name,
    headers.name_scope,
    headers.scope_hint,
    headers.department_code
from headers
left join whole_names
    on
        headers.document_id = whole_names.document_id
        and headers.entity_name = whole_names.part_name
