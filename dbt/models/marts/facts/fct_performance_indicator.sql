with

indicators as (
    select * from {{ ref('int_performance_indicator_of_all_documents') }}
),

projects as (
    select * from {{ ref('int_project_of_all_documents') }}
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
)

select
    indicators.indicator_key,

    -- who and when
    {{ who_and_when() }},

    -- whose target
    projects.project_key,
    case
        when projects.project_key is not null then 'project'
        when indicators.subject_kind = 'department' then 'department'
        else 'not_disclosed'
    end as subject_kind,
    projects.project_code,
    projects.project_name,

    -- what
    indicators.level_1,
    indicators.level_2,
    indicators.level_3,
    indicators.description,

    -- how much
    indicators.target_text,
    indicators.comparator,
    indicators.target_value,
    indicators.target_unit,
    indicators.basis,

    -- where it is printed
    indicators.table_id,
    cast(indicators.row_no as integer) as row_no,
    indicators.page_no
from indicators
inner join disclosures on indicators.disclosure_key = disclosures.disclosure_key
left join projects on indicators.project_key = projects.project_key
