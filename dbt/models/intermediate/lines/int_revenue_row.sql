-- The measures of a revenue form that prints each source of revenue on a row of its own, perhaps
-- beside the name of its group, instead of in a column. The words are those of the columns.
with

recognised as (
    select * from {{ ref('int_recognised_table') }}
    where form_code = 'revenue' and layout = 'rows'
),

roles as (
    select * from {{ ref('int_column_role') }}
),

lines as (
    select * from {{ ref('int_form_line') }}
),

terms as (
    select * from {{ ref('header_term') }}
    where scope = 'revenue' and kind in ('measure', 'fund')
),

total_words as (
    select * from {{ ref('header_term') }}
    where kind = 'total_word'
),

-- One column of amounts, and no row that is a code or a unit.
tables_of_sources as (
    select recognised.table_id
    from recognised
    inner join roles on recognised.table_id = roles.table_id
    inner join (
        select table_id
        from lines
        group by table_id
        having bool_and(line_kind in ('name', 'total'))
    ) as plain_tables
        on recognised.table_id = plain_tables.table_id
    where roles.column_role = 'amount'
    group by recognised.table_id
    having count(*) = 1 and min(roles.measure_code) = 'total'
),

labels as (
    select
        cells.table_id,
        unnest(range(cells.row_no, cells.row_no + cells.row_span)) as row_no,
        cells.column_no,
        regexp_replace(
            cells.text_compact,
            '^((其中[:：]?)|[一二三四五六七八九十]+[、.．:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.．])+',
            ''
        ) as label
    from {{ ref('stg_cell') }} as cells
    inner join tables_of_sources on cells.table_id = tables_of_sources.table_id
    inner join roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'label'
    where not cells.is_header and not cells.is_nothing
),

named as (
    select
        labels.table_id,
        labels.row_no,
        labels.column_no,
        arg_min(terms.term, terms.priority) as term
    from (select *, {{ without_excluded('label') }} as meant from labels) as labels
    inner join terms
        on
            regexp_matches(labels.meant, terms.must_match)
            and not regexp_matches(labels.meant, coalesce(terms.must_not_match, '^$'))
    left join total_words on regexp_matches(labels.label, total_words.must_match)
    where total_words.term is null
    group by labels.table_id, labels.row_no, labels.column_no
)

-- The label next to the amount speaks for the row; beside 小计 it is the group's.
select
    named.table_id,
    named.row_no,
    max_by(named.term, named.column_no) as measure_code
from named
inner join lines on named.table_id = lines.table_id and named.row_no = lines.row_no
where lines.line_kind = 'name'
group by named.table_id, named.row_no
