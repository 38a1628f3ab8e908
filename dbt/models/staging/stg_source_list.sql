{#- A build file of an earlier version has no such table until its folder is loaded again. -#}
{%- set listed = source('raw', 'source_list') -%}
{%- set is_there = not execute or load_relation(listed) is not none -%}

-- What manifest.csv says of a document; of several files of one content the first that says it.
select
    document_id,
    {% if is_there %}
        min(file_path) as file_path,
        min({{ known_year('fiscal_year') }}) as fiscal_year,
        min(nullif({{ remove_space('entity') }}, '')) as entity_name,
        min(
            case
                when regexp_matches(budget_stage, '决算|^final') then 'final_accounts'
                when regexp_matches(budget_stage, '预算|^budget') then 'budget'
            end
        ) as budget_stage,
        min(
            case
                when regexp_matches(reporting_scope, '单位|本级|^unit') then 'unit'
                when regexp_matches(reporting_scope, '部门|^department') then 'department'
            end
        ) as reporting_scope,
        min(try_cast(published_on as date)) as published_on
    from {{ listed }}
    where
        document_id in (
            select document_id from {{ ref('stg_document_state') }}
            where is_to_build
        )
    group by document_id
    {% else %}
        cast(null as varchar) as file_path,
        cast(null as integer) as fiscal_year,
        cast(null as varchar) as entity_name,
        cast(null as varchar) as budget_stage,
        cast(null as varchar) as reporting_scope,
        cast(null as date) as published_on
    from {{ ref('stg_document_state') }}
    where false
    {% endif %}
