with

header_roles as (
    select * from {{ ref('int_column_header_role') }}
),

readings as (
    select * from {{ ref('int_column_reading') }}
)

select
    header_roles.* replace (coalesce(readings.measure_code, header_roles.measure_code) as measure_code),
    readings.evidence as reading_evidence
from header_roles
left join readings
    on header_roles.table_id = readings.table_id and header_roles.column_no = readings.column_no
