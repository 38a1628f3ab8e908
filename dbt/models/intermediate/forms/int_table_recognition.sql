with

tables as (
    select * from {{ ref('stg_table') }}
),

titles as (
    select * from {{ ref('int_table_title') }}
),

forms as (
    select * from {{ ref('form') }}
),

form_headers as (
    select * from {{ ref('form_header') }}
),

units as (
    select * from {{ ref('int_table_unit') }}
),

headers as (
    select
        table_id,
        string_agg(text_compact, '|' order by row_no, column_no) filter (
            where is_header and text_compact <> ''
        ) as header,
        string_agg(text_compact, '|' order by row_no, column_no) filter (
            where text_compact <> '' and amount_printed is null
        ) as words
    from {{ ref('stg_cell') }}
    group by table_id
),

figures as (
    select
        table_id,
        count(*) filter (where amount_printed is not null and decimals > 0) as decimal_count,
        count(*) filter (where amount_printed is not null) as amount_count
    from {{ ref('stg_cell') }}
    where not is_header
    group by table_id
),

measured as (
    select
        table_id,
        count(*) filter (where column_role = 'amount') as amount_column_count,
        bool_or(scope = 'summary') as is_summary
    from {{ ref('int_column_role') }}
    group by table_id
),

unfit_tables as (
    select distinct titles.table_id
    from titles
    inner join form_headers
        on
            titles.form_code = form_headers.form_code
            and regexp_matches(titles.title, coalesce(form_headers.title_match, ''))
    left join headers on titles.table_id = headers.table_id
    where
        not regexp_matches(coalesce(headers.words, ''), form_headers.must_match)
        or regexp_matches(coalesce(headers.header, ''), coalesce(form_headers.must_not_match, '^$'))
),

judged as (
    select
        tables.table_id,
        tables.document_id,
        tables.table_no,
        tables.page_first,
        tables.page_last,
        tables.caption,
        titles.form_code,
        titles.budget_stage,
        titles.title,
        case
            when measured.is_summary and forms.layout = 'rows' then 'summary'
            else forms.layout
        end as layout,
        units.printed_unit,
        units.unit_evidence,
        headers.header,
        coalesce(figures.amount_count, 0) as amount_count,
        case
            when titles.title is null then 'no title of a known form above it'
            when titles.form_code is null then 'none of the forms has the title ' || titles.title
            when forms.layout in ('text', 'list') then null
            when unfit_tables.table_id is not null
                then 'neither header nor lines fit the title ' || titles.title
            when coalesce(measured.amount_column_count, 0) = 0
                then 'no column of amounts under the title ' || titles.title
            when units.printed_unit is null and coalesce(figures.amount_count, 0) > 0
                then 'the unit of its amounts is not printed'
        end as reason
    from tables
    left join titles on tables.table_id = titles.table_id
    left join forms on titles.form_code = forms.form_code
    left join unfit_tables on tables.table_id = unfit_tables.table_id
    left join units on tables.table_id = units.table_id
    left join headers on tables.table_id = headers.table_id
    left join figures on tables.table_id = figures.table_id
    left join measured on tables.table_id = measured.table_id
)

select
    *,
    reason is null as is_recognised,
    'title "' || title || '"; '
    || case
        when layout = 'text' then 'text form'
        else 'header "' || left(coalesce(header, ''), 120) || '"'
    end
    || coalesce('; ' || unit_evidence || ' (' || printed_unit || ')', '') as evidence
from judged
