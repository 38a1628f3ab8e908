-- What manifest.csv says of a file and its content says otherwise.
with

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

source_list as (
    select * from {{ ref('stg_source_list') }}
),

said as (
    select
        disclosures.disclosure_key,
        fields.field,
        case fields.field
            when 'fiscal_year'
                then if(disclosures.year_source = 'content', disclosures.fiscal_year::varchar, null)
            when 'budget_stage' then disclosures.budget_stage
            when 'reporting_scope' then disclosures.reporting_scope
            when 'entity'
                then if(disclosures.entity_source = 'content', disclosures.printed_entity_name, null)
            when 'published_on' then disclosures.published_on::varchar
        end as content_text,
        case fields.field
            when 'fiscal_year' then source_list.fiscal_year::varchar
            when 'budget_stage' then source_list.budget_stage
            when 'reporting_scope' then source_list.reporting_scope
            when 'entity' then source_list.entity_name
            when 'published_on' then source_list.published_on::varchar
        end as listed_text,
        disclosures.department_name
    from disclosures
    inner join source_list on disclosures.document_key = source_list.document_id
    cross join
        (
            values ('fiscal_year'), ('budget_stage'), ('reporting_scope'), ('entity'), ('published_on')
        ) as fields (field)
),

judged as (
    select
        *,
        content_text = listed_text
        -- A list may call a department by its full name, or by the one it prints.
        or (
            field = 'entity'
            and (
                contains({{ compact('content_text') }}, {{ compact('listed_text') }})
                or contains({{ compact('listed_text') }}, {{ compact('content_text') }})
                or {{ compact('listed_text') }} = {{ compact("coalesce(department_name, '')") }}
            )
        ) as is_same
    from said
    where content_text is not null and listed_text is not null
)

select
    concat_ws('|', 'manifest', disclosure_key, field) as check_key,
    'manifest' as identity_code,
    disclosure_key,
    null::varchar as form_code,
    'manifest.csv: ' || field as line_label,
    null::varchar as amount_key,
    content_text as expected_text,
    listed_text as actual_text,
    if(is_same, 'exact', 'violated') as status,
    if(is_same, null, 'manifest.csv says otherwise than the document') as reason
from judged
