with

sections as (
    select * from {{ ref('int_disclosure_section') }}
)

select
    document_id,
    section_no,
    md5(
        concat_ws(
            '|',
            document_id,
            coalesce(region_code, ''),
            coalesce(department_name, ''),
            coalesce(cast(fiscal_year as varchar), ''),
            budget_stage,
            reporting_scope
        )
    ) as disclosure_key
from sections
