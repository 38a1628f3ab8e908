with

tables as (
    select * from {{ ref('stg_table') }}
),

form_titles as (
    select * from {{ ref('form_title') }}
),

caption_lines as (
    select
        tables.table_id,
        lines.line,
        lines.line_no,
        len(string_split(tables.caption_folded, chr(10))) - lines.line_no as distance
    from tables
    cross join
        lateral (
            select
                unnest(string_split(tables.caption_folded, chr(10))) as line,
                unnest(range(1, len(string_split(tables.caption_folded, chr(10))) + 1)) as line_no
        ) as lines
),

-- A title stands alone on a short line: sentences about a form are not titles of it, and a
-- table of contents ends its lines in dots or a page number.
candidates as (
    select
        table_id,
        {{ remove_space('line') }} as title,
        distance
    from caption_lines
    where
        length({{ remove_space('line') }}) between 2 and 60
        and not regexp_matches(line, '[。；]|\.{4,}|…{2,}|\t\s*\d+\s*$')
),

-- A title broken over two lines is read in one piece too.
joined as (
    select
        lines.table_id,
        next_lines.title || lines.title as title,
        lines.distance
    from candidates as lines
    inner join candidates as next_lines
        on lines.table_id = next_lines.table_id and lines.distance + 1 = next_lines.distance
    where
        length(next_lines.title || lines.title) <= 60
        and not regexp_matches(next_lines.title, ':|表$|[)]$|[0-9]$')
),

matched as (
    select
        candidates.table_id,
        candidates.title,
        candidates.distance,
        candidates.is_joined,
        form_titles.form_code,
        form_titles.priority
    from (
        select *, false as is_joined from candidates
        union all
        select *, true as is_joined from joined
    ) as candidates
    inner join form_titles
        on
            regexp_matches(candidates.title, form_titles.must_match)
            and not regexp_matches(candidates.title, coalesce(form_titles.must_not_match, '^$'))
)

select
    table_id,
    form_code,
    title,
    distance,
    case
        when title like '%决算%' then 'final_accounts'
        when title like '%预算%' then 'budget'
    end as budget_stage
from matched
-- Among the readings of the nearest line the most specific form wins.
qualify row_number() over (partition by table_id order by distance, priority, is_joined) = 1
