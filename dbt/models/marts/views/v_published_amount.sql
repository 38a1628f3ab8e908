{{ config(materialized='view') }}

with

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
    where is_current
),

forms as (
    select * from {{ ref('dim_form').include(database=false) }}
),

terms as (
    select * from {{ ref('fct_identity_term').include(database=false) }}
),

reasons as (
    select
        finding_key as check_key,
        summary_zh,
        summary_en,
        responsibility = 'publisher' as is_of_publisher
    from {{ ref('fct_finding').include(database=false) }}
    union all
    select
        check_key,
        concat_ws('：', '部分行未公开，各行之和小于合计', equation_text) as summary_zh,
        concat_ws(': ', 'Lines are withheld, so the parts fall short of the total', equation_text)
            as summary_en,
        false as is_of_publisher
    from {{ ref('fct_identity_check').include(database=false) }}
    where status = 'incomplete'
),

-- An amount may take part in several identities that fail.
disputes as (
    select
        terms.amount_key,
        string_agg(distinct reasons.summary_zh, chr(10) order by reasons.summary_zh) as dispute_zh,
        string_agg(distinct reasons.summary_en, chr(10) order by reasons.summary_en) as dispute_en,
        bool_or(reasons.is_of_publisher) as is_in_finding
    from terms
    inner join reasons on terms.check_key = reasons.check_key
    where terms.amount_key is not null
    group by terms.amount_key
)

select
    -- who and when
    {{ who_and_when_in_words() }},
    amounts.budget_unit_label,

    -- what
    amounts.form_code,
    forms.name_zh as form_name_zh,
    forms.name_en as form_name_en,
    amounts.line_label,
    amounts.line_role,
    amounts.measure_code,
    amounts.amount_basis,
    amounts.side,
    amounts.functional_code,
    amounts.economic_code,
    amounts.government_economic_code,
    amounts.item_code,
    amounts.is_leaf,

    -- how much
    amounts.printed_text,
    amounts.printed_unit,
    amounts.amount_yuan,
    amounts.corrected_yuan,
    amounts.is_repaired,
    amounts.repair_evidence,

    -- how well it is proven
    amounts.proof_status,
    amounts.satisfied_count,
    amounts.violated_count,
    if(amounts.proof_status = 'disputed', disputes.dispute_zh, null) as dispute_zh,
    if(amounts.proof_status = 'disputed', disputes.dispute_en, null) as dispute_en,
    amounts.proof_status = 'disputed' and coalesce(disputes.is_in_finding, false) as is_in_finding,
    disclosures.suspect_extraction,

    -- where it is printed
    disclosures.file_path,
    disclosures.source_url,
    amounts.page_no,
    amounts.table_id,
    amounts.row_no,
    amounts.column_no,
    amounts.amount_key,
    amounts.disclosure_key,
    disclosures.department_key
from amounts
inner join disclosures on amounts.disclosure_key = disclosures.disclosure_key
left join forms
    on amounts.form_code = forms.form_code and disclosures.budget_stage = forms.budget_stage
left join disputes on amounts.amount_key = disputes.amount_key
