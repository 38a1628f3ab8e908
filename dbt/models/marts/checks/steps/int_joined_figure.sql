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
        regexp_matches(cells.header_path, '\d,\d{3}|\d\.\d{2}(\D|$)')
        or regexp_matches(
            cells.text, '^-?(\d{1,3}(,\d{3})+|\d+)\.\d{2}(-?(\d{1,3}(,\d{3})+|\d+)\.\d{2})+$'
        )
    )
