with

lines as (
    select * from {{ ref('int_document_line') }}
),

texts as (
    select * from {{ ref('int_document_text') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

-- 预算年度：2024 beside the entity's name above a form.
headers as (
    select
        lines.document_id,
        lines.table_id,
        'header' as place,
        lines.line_compact as stated_text,
        regexp_extract(lines.line_compact, '(?:预算|决算|会计|财政)年度:?(20\d{2})', 1) as year_text,
        regexp_extract(lines.line_compact, '(预算|决算)年度', 1) as stage_text
    from lines
    inner join forms on lines.table_id = forms.table_id
    where regexp_matches(lines.line_compact, '(预算|决算|会计|财政)年度:?20\d{2}')
),

form_titles as (
    select
        document_id,
        table_id,
        'form_title' as place,
        title as stated_text,
        regexp_extract(title, '(20\d{2})年', 1) as year_text,
        {{ stage_word('title') }} as stage_text
    from forms
    union all
    -- A title can stand in the first rows of the table, above a table that is recognised or not.
    select
        tables.document_id,
        tables.table_id,
        'form_title' as place,
        cells.text_compact as stated_text,
        regexp_extract(cells.text_compact, '(20\d{2})年', 1) as year_text,
        {{ stage_word('cells.text_compact') }} as stage_text
    from cells
    inner join tables on cells.table_id = tables.table_id
    left join forms on tables.table_id = forms.table_id
    where
        cells.row_no <= 3
        and length(cells.text_compact) <= 60
        and regexp_matches(cells.text_compact, '^20\d{2}年.{0,24}(预算|决算).{0,6}表')
        and (forms.title is null or not contains(cells.text_compact, forms.title))
    union all
    -- The same line above a table that is not recognised as a form.
    select
        lines.document_id,
        lines.table_id,
        'form_title' as place,
        lines.line_compact as stated_text,
        regexp_extract(lines.line_compact, '(20\d{2})年', 1) as year_text,
        {{ stage_word('lines.line_compact') }} as stage_text
    from lines
    left join forms on lines.table_id = forms.table_id
    where
        lines.place = 'caption'
        and forms.table_id is null
        and length(lines.line_compact) <= 60
        and regexp_matches(lines.line_compact, '^20\d{2}年.{0,24}(预算|决算).{0,6}表')
),

-- The cover, running titles and headings that name a budget or final accounts.
titles as (
    select
        document_id,
        cast(null as varchar) as table_id,
        'title' as place,
        line_compact as stated_text,
        regexp_extract(line_compact, '(20\d{2})年', 1) as year_text,
        {{ stage_word('line_compact') }} as stage_text
    from lines
    where
        place = 'paragraph'
        and length(line_compact) <= 60
        and regexp_matches(line_compact, '20\d{2}年.{0,30}(预算|决算)|(部门|单位)(综合)?(预算|决算)(公开|情况说明|公开说明|信息公开)')
        and not regexp_matches(line_compact, '[。;,]|\d[\d,.]*(万|亿)?元|[比较与无]20\d{2}年|结转')
    union all
    -- On a cover the year can stand apart from the words: 年度部门决算 on one line, 2024 on the next.
    select
        document_id,
        null as table_id,
        'title' as place,
        cover_text as stated_text,
        regexp_extract(cover_text, '(?:^|\D)(20\d{2})(?:\D|$)', 1) as year_text,
        {{ stage_word('cover_text') }} as stage_text
    from texts
    where regexp_matches(cover_text, '预算|决算')
    union all
    -- The cover of a workbook is a sheet, and so a table: one of few words and no amounts before the forms.
    select
        tables.document_id,
        null as table_id,
        'title' as place,
        cells.text_compact as stated_text,
        regexp_extract(cells.text_compact, '(20\d{2})年', 1) as year_text,
        {{ stage_word('cells.text_compact') }} as stage_text
    from cells
    inner join tables on cells.table_id = tables.table_id
    left join forms on tables.table_id = forms.table_id
    where
        tables.table_no <= 3
        and forms.table_id is null
        and length(cells.text_compact) <= 60
        and regexp_matches(cells.text_compact, '20\d{2}年.{0,30}(预算|决算)')
        and not regexp_matches(cells.text_compact, '[。;,]|\d[\d,.]*(万|亿)?元|[比较与无]20\d{2}年|结转')
        and cells.table_id in (
            select few.table_id from cells as few
            group by few.table_id
            having
                count(few.amount_printed) = 0
                and count(*) filter (where few.text_compact <> '') <= 8
        )
),

-- (2026年度) under the title of a performance table: a line of its own, or a header cell.
target_years as (
    select
        lines.document_id,
        lines.table_id,
        'target_year' as place,
        lines.line_compact as stated_text,
        regexp_extract(lines.line_compact, '(20\d{2})年', 1) as year_text,
        '' as stage_text
    from lines
    inner join forms on lines.table_id = forms.table_id
    where regexp_full_match(lines.line_compact, '\(20\d{2}年度?\)|20\d{2}年度')
    union all
    select
        forms.document_id,
        forms.table_id,
        'target_year' as place,
        cells.text_compact as stated_text,
        regexp_extract(cells.text_compact, '(20\d{2})年', 1) as year_text,
        '' as stage_text
    from cells
    inner join forms on cells.table_id = forms.table_id
    where regexp_full_match(cells.text_compact, '\(20\d{2}年度?\)|20\d{2}年度') and cells.row_no <= 3
),

-- Where a form prints several years, the latest is its own: the others are for comparison.
columns as (
    select
        tables.document_id,
        cells.table_id,
        'column' as place,
        max(cells.text_compact) as stated_text,
        max(regexp_extract(cells.text_compact, '(20\d{2})年', 1)) as year_text,
        '' as stage_text
    from cells
    inner join tables on cells.table_id = tables.table_id
    inner join forms on cells.table_id = forms.table_id
    where
        cells.is_header
        and regexp_matches(cells.text_compact, '^20\d{2}年.{0,6}(预算|决算|执行)')
    group by tables.document_id, cells.table_id
),

sentences as (
    select
        document_id,
        unnest(
            regexp_extract_all(
                body_text,
                '(?:^|[^比较与和对自从年(\d])20\d{2}年(?:度)?(?:本)?(?:部门|单位)?(?:收入|支出|收支)?(?:总)?(?:预算|决算)'
                || '|(?:^|[^比较与和对自从年(\d])20\d{2}年(?:度)?(?:本年)?(?:收入|支出)(?:合计|总计|总额)'
            )
        ) as stated_text
    from texts
),

prose as (
    select
        document_id,
        cast(null as varchar) as table_id,
        'prose' as place,
        stated_text,
        regexp_extract(stated_text, '(20\d{2})年', 1) as year_text,
        regexp_extract(stated_text, '(预算|决算)', 1) as stage_text
    from sentences
),

mentions as (
    select * from headers
    union all by name
    select * from form_titles
    union all by name
    select * from titles
    union all by name
    select * from target_years
    union all by name
    select * from columns
    union all by name
    select * from prose
)

select
    document_id,
    table_id,
    place,
    stated_text,
    {{ known_year("nullif(year_text, '')") }} as fiscal_year,
    case stage_text when '决算' then 'final_accounts' when '预算' then 'budget' end as budget_stage
from mentions
where nullif(year_text, '') is not null or nullif(stage_text, '') is not null
