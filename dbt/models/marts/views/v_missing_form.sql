{{ config(materialized='view') }}

with

missing as (
    select * from {{ ref('fct_missing_form').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
),

forms as (
    select * from {{ ref('dim_form').include(database=false) }}
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- what is missing
    missing.publisher_kind,
    missing.form_code,
    forms.name_zh as form_name_zh,
    forms.name_en as form_name_en,
    missing.reading,

    -- the evidence
    disclosures.file_path,
    missing.missing_form_key,
    missing.disclosure_key
from missing
inner join disclosures on missing.disclosure_key = disclosures.disclosure_key
left join forms
    on missing.form_code = forms.form_code and missing.budget_stage = forms.budget_stage
