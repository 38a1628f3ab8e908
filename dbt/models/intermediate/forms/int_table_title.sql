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

-- A row of the grid that holds one text alone may be the title, drawn inside the table.
top_rows as (
    select
        table_id,
        row_no,
        any_value(text) as text,
        count(*) as text_count,
        max(count(*)) over (
            partition by table_id
            order by row_no
            rows between unbounded preceding and current row
        ) as text_count_so_far
    from {{ ref('stg_cell') }}
    where text_compact <> '' and amount_printed is null
    group by table_id, row_no
),

lone_cells as (
    select
        table_id,
        row_no,
        text
    from top_rows
    where text_count_so_far = 1 and row_no <= 5
),

lone_lines as (
    select
        table_id,
        lines.line,
        -row_no as distance
    from lone_cells
    cross join lateral (select unnest(string_split({{ fold_width('text') }}, chr(10))) as line) as lines
),

all_lines as (
    select
        table_id,
        line,
        distance
    from caption_lines
    union all
    select
        table_id,
        line,
        distance
    from lone_lines
),

-- A title stands alone on a short line: sentences about a form are not titles of it, nor is a note that
-- there is nothing to print in it (无政府性基金支出), and a table of contents ends its lines in dots or a
-- page number.
candidates as (
    select
        table_id,
        {{ in_chinese(remove_space('line')) }} as title,
        distance
    from all_lines
    where
        length({{ in_chinese(remove_space('line')) }}) between 2 and 60
        and not regexp_matches(line, '[。；]|\.{4,}|…{2,}|\t\s*\d+\s*$')
        and not regexp_matches(
            {{ remove_space('line') }},
            '^[(]?((注|说明|备注)[:：]?)?(本(部门|单位|年度?|表))*(20\d{2}年度?)?(部门|单位)?(均|暂|也)?(无|没有|未|不涉及)'
        )
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
        and (
            not regexp_matches(next_lines.title, ':|表$|表[(][^()]*[)]$|[0-9]$')
            -- A classification in brackets on a line of its own belongs to the title above it.
            or (starts_with(lines.title, '(') and not regexp_matches(next_lines.title, ':'))
        )
),

all_candidates as materialized (
    select
        *,
        false as is_joined
    from candidates
    union all
    select
        *,
        true as is_joined
    from joined
),

-- A wording is looked up once, however often it is printed: patterns from a table cost most of the time here.
known_titles as materialized (
    select
        wordings.title,
        form_titles.form_code,
        form_titles.priority
    from (select distinct title from all_candidates) as wordings
    inner join form_titles
        on
            regexp_matches(wordings.title, form_titles.must_match)
            and not regexp_matches(wordings.title, coalesce(form_titles.must_not_match, '^$'))
),

matched as (
    select
        all_candidates.table_id,
        all_candidates.title,
        all_candidates.distance,
        all_candidates.is_joined,
        known_titles.form_code,
        known_titles.priority
    from all_candidates
    inner join known_titles on all_candidates.title = known_titles.title
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
