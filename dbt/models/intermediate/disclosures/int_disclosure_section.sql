with

documents as (
    select * from {{ ref('int_document_disclosure') }}
    where status = 'loaded'
),

table_sections as (
    select * from {{ ref('int_table_section') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

table_entities as (
    select * from {{ ref('int_table_entity') }}
),

candidates as (
    select * from {{ ref('int_entity_candidate') }}
),

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

name_regions as (
    select * from {{ ref('int_entity_region') }}
),

document_regions as (
    select * from {{ ref('int_document_region') }}
),

year_mentions as (
    select * from {{ ref('int_year_mention') }}
),

places as (
    select * from {{ ref('year_place') }}
),

texts as (
    select * from {{ ref('int_document_text') }}
),

-- What people say of a document beside it, in manifest.csv.
source_list as (
    select * from {{ ref('stg_source_list') }}
),

-- The year in a file's own name, where it names one: names lie, and the content always wins.
name_years as (
    select
        document_id,
        regexp_extract(file_path, '[^/]+$') as file_name,
        coalesce(
            {{
                known_year(
                    "regexp_extract(file_name, '(20\\d{2})年?度?[^\\d]{0,30}(?:预算|决算)', 1)"
                )
            }},
            {{ known_year("regexp_extract(file_name, '(20\\d{2})年', 1)") }},
            {{ known_year("regexp_extract(file_name, '(?:^|\\D)(20\\d{2})(?:\\D|$)', 1)") }}
        ) as fiscal_year,
        {{ stage_word('file_name') }} as stage_text
    from documents
),

sections as (
    select
        documents.document_id,
        coalesce(table_sections.section_no, 1) as section_no,
        table_sections.entity_name as header_name,
        table_sections.name_scope as header_scope,
        min(tables.page_first) as first_table_page,
        max(tables.page_last) as last_table_page
    from documents
    left join table_sections on documents.document_id = table_sections.document_id
    left join tables on table_sections.table_id = tables.table_id
    group by
        documents.document_id,
        coalesce(table_sections.section_no, 1),
        table_sections.entity_name,
        table_sections.name_scope
),

section_counts as (
    select
        document_id,
        count(*) as section_count,
        count(distinct coalesce(header_name, '')) as body_count
    from sections
    group by document_id
),

---------- the name

header_facts as (
    select
        table_sections.document_id,
        table_sections.section_no,
        mode(table_entities.printed_name order by table_entities.printed_name) as printed_name,
        mode(table_entities.department_code order by table_entities.department_code) as department_code,
        mode(table_entities.scope_hint order by table_entities.scope_hint) as scope_hint
    from table_sections
    inner join table_entities
        on
            table_sections.table_id = table_entities.table_id
            and table_sections.entity_name = table_entities.entity_name
    group by table_sections.document_id, table_sections.section_no
),

-- A document whose forms name nobody (Beijing) is its best proven organ's; forms before those of bodies
-- that are named are none of theirs.
best_candidates as (
    select
        document_id,
        entity_name,
        coalesce(labelled_name, printed_name) as printed_name,
        coalesce(is_only_file_name, false) as is_only_file_name
    from candidates
    where
        is_organ_name
        and not exists (
            select 1
            from sections as named_sections
            inner join sections as other_sections
                on
                    named_sections.document_id = other_sections.document_id
                    and named_sections.header_name is distinct from other_sections.header_name
            where
                candidates.document_id = named_sections.document_id
                and candidates.entity_name = named_sections.header_name
                and other_sections.header_name is null
        )
    qualify
        row_number() over (
            partition by document_id
            -- The cover speaks before a project's sheet, and the file's own name last.
            order by
                is_only_file_name asc,
                (cover_count > 0) desc,
                score desc,
                length(entity_name) desc,
                entity_name asc
        ) = 1
),

named as (
    select
        sections.*,
        header_facts.department_code,
        header_facts.scope_hint,
        coalesce(
            sections.header_name,
            if(best_candidates.is_only_file_name, source_list.entity_name, null),
            best_candidates.entity_name,
            source_list.entity_name
        ) as entity_name,
        coalesce(
            header_facts.printed_name,
            sections.header_name,
            if(best_candidates.is_only_file_name, source_list.entity_name, null),
            best_candidates.printed_name,
            source_list.entity_name
        ) as printed_name,
        case
            when sections.header_name is not null then 'content'
            when best_candidates.entity_name is not null and not best_candidates.is_only_file_name
                then 'content'
            when source_list.entity_name is not null then 'manifest'
            when best_candidates.is_only_file_name then 'file_name'
            else 'content'
        end as entity_source,
        -- Beside forms of X(本级) those of X are not marked.
        count(distinct coalesce(sections.header_scope, '')) over (
            partition by sections.document_id, sections.header_name
        ) > 1 as has_marked_twin
    from sections
    left join header_facts
        on
            sections.document_id = header_facts.document_id
            and sections.section_no = header_facts.section_no
    left join best_candidates on sections.document_id = best_candidates.document_id
    left join source_list on sections.document_id = source_list.document_id
),

-- The one organ that a document's headings name in full needs no second mention.
only_titled as (
    select
        document_id,
        min(entity_name) as entity_name
    from candidates
    where is_organ_name and has_region and title_count > 0
    group by document_id
    having count(*) = 1
),

-- A printed name that names no place is a nickname when the document calls one organ by its full name.
full_names as (
    select
        named.document_id,
        named.section_no,
        candidates.entity_name as full_name,
        case
            when list_contains(coalesce(candidates.department_codes, []), named.department_code)
                then 'same department code'
            when candidates.cover_count > 0 then 'cover'
            when candidates.opening_count > 0 then 'opening sentence'
            when candidates.field_count > 0 then 'performance table'
            else 'headings and prose'
        end as name_evidence
    from named
    inner join candidates
        on
            named.document_id = candidates.document_id
            and named.entity_name <> candidates.entity_name
            and candidates.is_organ_name
            and candidates.has_region
    left join only_titled
        on
            candidates.document_id = only_titled.document_id
            and candidates.entity_name = only_titled.entity_name
    left join name_regions on named.entity_name = name_regions.entity_name
    inner join section_counts on named.document_id = section_counts.document_id
    where
        name_regions.entity_name is null
        -- Of a document of several bodies, one's full name is not another's.
        and (
            section_counts.body_count = 1
            or ends_with(candidates.entity_name, named.entity_name)
            or list_contains(coalesce(candidates.department_codes, []), named.department_code)
        )
        and (
            candidates.score >= 7
            or only_titled.entity_name is not null
            or list_contains(coalesce(candidates.department_codes, []), named.department_code)
        )
    qualify
        row_number() over (
            partition by named.document_id, named.section_no
            order by
                list_contains(coalesce(candidates.department_codes, []), named.department_code) desc,
                candidates.score + if(ends_with(candidates.entity_name, named.entity_name), 3, 0) desc,
                length(candidates.entity_name) desc,
                candidates.entity_name
        ) = 1
),

---------- the region

region_readings as (
    select
        named.document_id,
        named.section_no,
        name_regions.region_code as name_region_code,
        name_regions.term_kind,
        name_regions.is_ambiguous,
        name_regions.region_codes,
        document_regions.project_region_code,
        document_regions.named_region_code
    from named
    left join full_names
        on named.document_id = full_names.document_id and named.section_no = full_names.section_no
    left join name_regions on coalesce(full_names.full_name, named.entity_name) = name_regions.entity_name
    left join document_regions on named.document_id = document_regions.document_id
),

-- Of several places with one name, the one that the document speaks of elsewhere.
ambiguous_choices as (
    select
        document_id,
        section_no,
        region_code
    from (
        select
            *,
            unnest(region_codes) as region_code
        from region_readings
        where is_ambiguous
    ) as readings
    qualify
        row_number() over (
            partition by document_id, section_no
            order by
                (region_code = coalesce(project_region_code, '')) desc,
                (left(region_code, 4) = left(coalesce(project_region_code, named_region_code, ''), 4)) desc,
                (left(region_code, 2) = left(coalesce(project_region_code, named_region_code, ''), 2)) desc,
                region_code
        ) = 1
        and left(region_code, 2) = left(coalesce(project_region_code, named_region_code, ''), 2)
),

regions as (
    select
        region_readings.document_id,
        region_readings.section_no,
        case
            when not is_ambiguous and term_kind = 'name' then name_region_code
            when is_ambiguous and ambiguous_choices.region_code is not null then ambiguous_choices.region_code
            when project_region_code is not null then project_region_code
            when not is_ambiguous then name_region_code
            else named_region_code
        end as region_code,
        case
            when not is_ambiguous and term_kind = 'name' then 'name'
            when is_ambiguous and ambiguous_choices.region_code is not null then 'name and context'
            when project_region_code is not null then 'project codes'
            when not is_ambiguous then term_kind
            when named_region_code is not null then 'context'
        end as region_evidence
    from region_readings
    left join ambiguous_choices
        on
            region_readings.document_id = ambiguous_choices.document_id
            and region_readings.section_no = ambiguous_choices.section_no
),

---------- the year and the stage

section_mentions as (
    select
        sections.document_id,
        sections.section_no,
        year_mentions.place,
        year_mentions.fiscal_year,
        year_mentions.budget_stage
    from sections
    inner join section_counts on sections.document_id = section_counts.document_id
    inner join year_mentions on sections.document_id = year_mentions.document_id
    left join table_sections on year_mentions.table_id = table_sections.table_id
    where
        (year_mentions.table_id is null and section_counts.section_count = 1)
        or (year_mentions.table_id is not null and table_sections.section_no = sections.section_no)
),

-- Each place votes with its weight, shared by how often it says what.
year_votes as (
    select
        section_mentions.document_id,
        section_mentions.section_no,
        section_mentions.fiscal_year,
        section_mentions.place,
        places.weight * count(*)
        / sum(count(*)) over (
            partition by section_mentions.document_id, section_mentions.section_no, section_mentions.place
        ) as vote
    from section_mentions
    inner join places on section_mentions.place = places.place
    where section_mentions.fiscal_year is not null
    group by
        section_mentions.document_id,
        section_mentions.section_no,
        section_mentions.fiscal_year,
        section_mentions.place,
        places.weight
),

years as (
    select
        document_id,
        section_no,
        fiscal_year
    from year_votes
    group by document_id, section_no, fiscal_year
    qualify
        row_number() over (
            partition by document_id, section_no
            order by sum(vote) desc, fiscal_year desc
        ) = 1
),

-- The pages of one of several bodies need not say the year again.
document_years as (
    select
        document_id,
        fiscal_year
    from year_mentions
    inner join places on year_mentions.place = places.place
    where fiscal_year is not null
    group by document_id, fiscal_year
    qualify
        row_number() over (
            partition by document_id
            order by sum(places.weight) desc, fiscal_year desc
        ) = 1
),

document_stages as (
    select
        document_id,
        budget_stage
    from year_mentions
    inner join places on year_mentions.place = places.place
    where budget_stage is not null
    group by document_id, budget_stage
    qualify
        row_number() over (
            partition by document_id
            order by sum(places.weight) desc, budget_stage
        ) = 1
),

stage_votes as (
    select
        section_mentions.document_id,
        section_mentions.section_no,
        section_mentions.budget_stage,
        places.weight * count(*)
        / sum(count(*)) over (
            partition by section_mentions.document_id, section_mentions.section_no, section_mentions.place
        ) as vote
    from section_mentions
    inner join places on section_mentions.place = places.place
    where section_mentions.budget_stage is not null
    group by
        section_mentions.document_id,
        section_mentions.section_no,
        section_mentions.budget_stage,
        section_mentions.place,
        places.weight
),

stages as (
    select
        document_id,
        section_no,
        budget_stage
    from stage_votes
    group by document_id, section_no, budget_stage
    qualify
        row_number() over (
            partition by document_id, section_no
            order by sum(vote) desc, budget_stage
        ) = 1
),

---------- the scope

-- The mark on the name speaks first: X（本级） is the unit alone even under the title 部门预算.
scope_marks as (
    select
        named.document_id,
        named.section_no,
        coalesce(
            max(named.header_scope),
            mode(mentions.name_scope order by mentions.name_scope) filter (
                where mentions.place in ('cover', 'label', 'field')
            )
        ) as marked_scope
    from named
    left join mentions
        on
            named.document_id = mentions.document_id
            and named.entity_name = mentions.entity_name
            and not named.has_marked_twin
    group by named.document_id, named.section_no
),

-- In a file that the cover names as a department's, the forms of another body are those of one of its units.
subordinates as (
    select distinct
        named.document_id,
        named.section_no
    from named
    inner join section_counts on named.document_id = section_counts.document_id
    inner join candidates
        on
            named.document_id = candidates.document_id
            and candidates.is_organ_name
            and candidates.cover_count > 0
    left join full_names
        on named.document_id = full_names.document_id and named.section_no = full_names.section_no
    where section_counts.body_count > 1
    qualify
        not bool_or(
            {{ may_be_one_body(
                'coalesce(full_names.full_name, named.entity_name)', 'candidates.entity_name', '1'
            ) }}
        ) over (partition by named.document_id, named.section_no)
),

title_lines as (
    select
        document_id,
        stated_text
    from year_mentions
    where place = 'title'
),

scope_titles as (
    select
        texts.document_id,
        case
            when regexp_matches(texts.cover_text, '单位(综合)?(预算|决算)') then 'unit'
            when regexp_matches(texts.cover_text, '部门(综合)?(预算|决算)') then 'department'
        end as cover_scope
    from texts
),

scope_headings as (
    select
        document_id,
        count(*) filter (where regexp_matches(stated_text, '单位(综合)?(预算|决算)')) as unit_count,
        count(*) filter (where regexp_matches(stated_text, '部门(综合)?(预算|决算)')) as department_count
    from title_lines
    group by document_id
),

---------- together

published as (
    select
        document_id,
        try_cast(
            regexp_replace(
                regexp_extract(
                    body_text,
                    '(?:公开|发布|成文|印发)(?:日期|时间):?(20\d{2}[年./-]\d{1,2}[月./-]\d{1,2})',
                    1
                ),
                '[年月./]',
                '-',
                'g'
            ) as date
        ) as published_on
    from texts
)

select
    named.document_id,
    named.section_no,
    named.printed_name,
    coalesce(full_names.full_name, named.entity_name) as department_name,
    case
        when full_names.full_name is not null then full_names.name_evidence
        when named.header_name is not null then 'form header'
        when named.entity_source = 'manifest' then 'manifest'
        when named.entity_source = 'file_name' then 'file name'
        when named.entity_name is not null then 'document'
    end as name_evidence,
    named.entity_source,
    named.department_code,
    regions.region_code,
    regions.region_evidence,
    coalesce(
        years.fiscal_year, document_years.fiscal_year, source_list.fiscal_year, name_years.fiscal_year
    ) as fiscal_year,
    case
        when coalesce(years.fiscal_year, document_years.fiscal_year) is not null then 'content'
        when source_list.fiscal_year is not null then 'manifest'
        when name_years.fiscal_year is not null then 'file_name'
    end as year_source,
    coalesce(
        stages.budget_stage,
        document_stages.budget_stage,
        source_list.budget_stage,
        case name_years.stage_text when '决算' then 'final_accounts' end,
        'budget'
    ) as budget_stage,
    coalesce(
        scope_marks.marked_scope,
        if(subordinates.document_id is not null, 'unit', null),
        scope_titles.cover_scope,
        if(scope_headings.unit_count > scope_headings.department_count, 'unit', null),
        if(scope_headings.department_count > 0, 'department', null),
        named.scope_hint,
        source_list.reporting_scope,
        'department'
    ) as reporting_scope,
    case
        when documents.has_forms and documents.has_prose then 'complete'
        when documents.has_forms then 'forms'
        else 'prose'
    end as content,
    if(section_counts.section_count = 1 and documents.page_count is not null, 1, named.first_table_page)
        as first_page,
    if(section_counts.section_count = 1, documents.page_count, named.last_table_page) as last_page,
    coalesce(published.published_on, source_list.published_on) as published_on
from named
inner join documents on named.document_id = documents.document_id
inner join section_counts on named.document_id = section_counts.document_id
left join full_names
    on named.document_id = full_names.document_id and named.section_no = full_names.section_no
left join regions on named.document_id = regions.document_id and named.section_no = regions.section_no
left join years on named.document_id = years.document_id and named.section_no = years.section_no
left join document_years on named.document_id = document_years.document_id
left join document_stages on named.document_id = document_stages.document_id
left join stages on named.document_id = stages.document_id and named.section_no = stages.section_no
left join scope_marks
    on named.document_id = scope_marks.document_id and named.section_no = scope_marks.section_no
left join subordinates
    on named.document_id = subordinates.document_id and named.section_no = subordinates.section_no
left join scope_titles on named.document_id = scope_titles.document_id
left join scope_headings on named.document_id = scope_headings.document_id
left join published on named.document_id = published.document_id
left join source_list on named.document_id = source_list.document_id
left join name_years on named.document_id = name_years.document_id
