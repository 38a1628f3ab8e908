{{ keep_by('table_id') }}

select table_id
from {{ ref('int_table_section') }}
where is_unsure
