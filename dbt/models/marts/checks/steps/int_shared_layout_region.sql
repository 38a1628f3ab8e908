with

layouts as (
    select * from {{ ref('int_table_layout') }}
),

disclosures as (
    select
        disclosures.disclosure_key,
        coalesce(departments.region_name, '未公开') as region_name
    from {{ ref('dim_disclosure') }} as disclosures
    left join
        {{ ref('dim_department') }} as departments
        on disclosures.department_key = departments.department_key
)

select distinct
    layouts.layout_key,
    disclosures.region_name
from {{ ref('fct_recognised_table') }} as recognised
inner join layouts on recognised.table_id = layouts.table_id
inner join disclosures on recognised.disclosure_key = disclosures.disclosure_key
