-- Tables in which figures ran together: one in the words of a header, which has swallowed a row, or two of a
-- column in one cell, of two rows read as one.
with

findings as (
    select * from {{ ref('int_finding_check') }}
),

tables as (
    select table_id
    from {{ ref('fct_recognised_table') }}
    where disclosure_key in (select disclosure_key from findings)
)

select distinct cells.table_id
from {{ source('raw', 'table_cell') }} as cells
inner join tables on cells.table_id = tables.table_id
where
    not cells.is_header
    and (
        -- a date is no figure: 截至2024.12.31
        regexp_matches(
            regexp_replace(cells.header_path, '20\d{2}\.\d{1,2}(\.\d{1,2})?', '', 'g'),
            '\d,\d{3}|\d\.\d{2}'
        )
        -- 1,200.50700.50 and 17,717,00010,637
        or (
            regexp_matches(cells.text, '^-?[\d,]*\d\.\d{2,}\.\d{2,}$')
            and not regexp_matches(cells.text, '^20\d{2}\.')
        )
        or regexp_matches(cells.text, '^-?\d{1,3}(,\d{3})*,\d{4,}(,\d{3})*(\.\d+)?$')
    )
