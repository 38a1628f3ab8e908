-- Rows in which the makers of a form check their own sums (核对数, 收支校验), or carry them over to the next page
-- (本页小计, 承前页): no lines of it.
with

cells as (
    select * from {{ ref('stg_cell') }}
    where not is_header and not is_nothing
),

labels as (
    select * from {{ ref('total_label') }}
    where scope = 'check'
),

-- A wording is looked up once, however often it is printed.
wordings as materialized (
    select distinct words.text_compact
    from (
        select distinct text_compact
        from cells
        where length(text_compact) < 12
    ) as words
    inner join labels
        on
            regexp_matches(rtrim(words.text_compact, ':'), labels.must_match)
            and not regexp_matches(words.text_compact, coalesce(labels.must_not_match, '^$'))
)

select distinct
    cells.table_id,
    cells.row_no,
    {{ block_of_row() }} as block_no
from cells
inner join wordings on cells.text_compact = wordings.text_compact
inner join {{ ref('int_column_role') }} as roles
    on
        cells.table_id = roles.table_id
        and roles.column_no between cells.column_no and cells.column_no + cells.column_span - 1
        and roles.block_no is not null
left join {{ ref('int_stacked_summary') }} as stacked on cells.table_id = stacked.table_id
