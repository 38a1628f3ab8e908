-- What a stretch of text says depends on the text alone, so no row is ever out of date.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='lead_text',
) }}

select * from {{ ref('int_narrative_lead') }}
