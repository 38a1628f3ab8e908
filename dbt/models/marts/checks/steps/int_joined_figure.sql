-- Tables in which figures ran together: one in the words of a header, which has swallowed a row, or two of a
-- column in one cell, of two rows read as one.
select distinct table_id
from {{ source('raw', 'table_cell') }}
where
    not is_header
    and (
        regexp_matches(header_path, '\d,\d{3}|\d\.\d{2}(\D|$)')
        or regexp_matches(text, '^-?(\d{1,3}(,\d{3})+|\d+)\.\d{2}(-?(\d{1,3}(,\d{3})+|\d+)\.\d{2})+$')
    )
