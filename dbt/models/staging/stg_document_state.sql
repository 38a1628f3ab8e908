{{ config(materialized='table') }}

{%- set listed = source('raw', 'source_list') -%}
{%- set is_listed = not execute or load_relation(listed) is not none -%}

with

documents as (
    select * from {{ source('raw', 'document') }}
),

paths as (
    select
        document_id,
        string_agg(concat_ws('|', file_path, source_url), '|' order by file_path) as places
    from {{ source('raw', 'document_path') }}
    group by document_id
),

listed as (
    {% if is_listed %}
        select
            document_id,
            string_agg(
                concat_ws('|', fiscal_year, entity, budget_stage, reporting_scope, published_on),
                '|' order by file_path
            ) as said
        from {{ listed }}
        group by document_id
    {% else %}
        select
            document_id,
            null::varchar as said
        from documents
        where false
    {% endif %}
),

-- Not by a reference: it is built last, and read as the run before has left it (see macro begin_build).
kept as (
    select * from {{ this.include(schema=false, identifier=false) }}.intermediate.int_document_built
),

-- The documents of a large build are built in portions, one after another.
waiting as (
    select * from {{ this.include(schema=false, identifier=false) }}.intermediate.int_document_portion
    where is_waiting
),

fingerprints as (
    select
        documents.document_id,
        -- What was read of a document that is set aside later stays in raw, and nothing is made of it.
        documents.status = 'quarantined' as is_set_aside,
        md5(
            concat_ws(
                '|',
                documents.document_id,
                documents.extractor_version,
                documents.extracted_at,
                documents.status,
                paths.places,
                listed.said
            )
        ) as fingerprint
    from documents
    left join paths on documents.document_id = paths.document_id
    left join listed on documents.document_id = listed.document_id
    where documents.document_id not in (select document_id from waiting)
)

select
    fingerprints.document_id,
    fingerprints.fingerprint,
    fingerprints.is_set_aside,
    kept.document_id is null as is_to_build
from fingerprints
left join kept
    on
        fingerprints.document_id = kept.document_id
        and fingerprints.fingerprint = kept.fingerprint
