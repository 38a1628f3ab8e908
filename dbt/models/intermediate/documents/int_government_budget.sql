{#- Marks that weigh so much together decide. -#}
{%- set enough = 3 -%}

with

marks as (
    select * from {{ ref('government_budget_mark') }}
),

documents as (
    select document_id from {{ ref('stg_document') }}
),

covers as (
    select
        document_id,
        cover_text
    from {{ ref('int_document_text') }}
),

-- Titles: what the cover says, and short lines that stand alone or above a table.
titles as (
    select
        document_id,
        cover_text as title
    from covers
    where cover_text <> ''
    union
    select
        document_id,
        line_compact as title
    from {{ ref('int_document_line') }}
    where length(line_compact) between 4 and 60 and not regexp_matches(line_compact, '[。;,]|\.{4,}|…')
),

-- The first two printed texts of a row: a number may stand before its label.
labels as (
    select distinct
        tables.document_id,
        cells.text_compact as label
    from {{ ref('stg_cell') }} as cells
    inner join {{ ref('stg_table') }} as tables on cells.table_id = tables.table_id
    where
        cells.column_no <= 3
        and length(cells.text_compact) between 2 and 20
        and cells.amount_printed is null
),

-- A wording is looked up once, however often it is printed.
marked_titles as materialized (
    select
        wordings.title,
        marks.mark_no,
        marks.weight
    from (select distinct title from titles) as wordings
    inner join marks
        on
            marks.place = 'title'
            and regexp_matches(wordings.title, marks.pattern)
            and not regexp_matches(wordings.title, coalesce(marks.must_not_match, '^$'))
),

marked_labels as materialized (
    select
        wordings.label,
        marks.mark_no,
        marks.weight
    from (select distinct label from labels) as wordings
    inner join marks on marks.place = 'row' and regexp_matches(wordings.label, marks.pattern)
),

found as (
    select
        titles.document_id,
        marked_titles.mark_no,
        marked_titles.weight,
        min(titles.title) as shown
    from titles
    inner join marked_titles on titles.title = marked_titles.title
    group by titles.document_id, marked_titles.mark_no, marked_titles.weight
    union all
    select
        labels.document_id,
        marked_labels.mark_no,
        marked_labels.weight,
        min(labels.label) as shown
    from labels
    inner join marked_labels on labels.label = marked_labels.label
    group by labels.document_id, marked_labels.mark_no, marked_labels.weight
),

-- A department's own budget, named on the cover, is no government's, whatever it speaks of.
named_departments as (
    select distinct document_id
    from covers
    where regexp_matches(cover_text, '(部门|单位)(综合)?(预算|决算)')
),

weighed as (
    select
        document_id,
        sum(weight) as weight,
        arg_max(shown, weight * 100 - mark_no) as shown
    from found
    group by document_id
)

select
    documents.document_id,
    coalesce(weighed.weight >= {{ enough }} and named_departments.document_id is null, false)
        as is_government_budget,
    weighed.shown as evidence
from documents
left join weighed on documents.document_id = weighed.document_id
left join named_departments on documents.document_id = named_departments.document_id
