{{ config(materialized='view') }}

with

claims as (
    select * from {{ ref('fct_narrative_claim').include(database=false) }}
),

disclosures as (
    select * from {{ ref('v_disclosure').include(database=false) }}
    where is_current
),

terms as (
    select * from {{ ref('fct_identity_term').include(database=false) }}
),

terms_of_claims as (
    select * from {{ ref('fct_identity_term').include(database=false) }}
    where claim_key is not null
),

checks as (
    select * from {{ ref('fct_identity_check').include(database=false) }}
    where status in ('exact', 'rounding', 'violated')
),

amounts as (
    select * from {{ ref('fct_published_amount').include(database=false) }}
),

-- What a claim is held against: the cells of its check, the check that fails before one that holds.
compared as (
    select
        terms_of_claims.claim_key,
        checks.check_key,
        checks.status,
        checks.equation_text,
        checks.equation_unit
    from terms_of_claims
    inner join checks on terms_of_claims.check_key = checks.check_key
    qualify row_number() over (
        partition by terms_of_claims.claim_key
        order by checks.status <> 'violated', terms_of_claims.term_side, checks.check_key
    ) = 1
),

cells as (
    select
        terms.check_key,
        string_agg(amounts.printed_text, ' + ' order by amounts.table_id, amounts.row_no, amounts.column_no)
            as cell_text,
        min(amounts.printed_unit) as cell_unit,
        min(amounts.line_label) as cell_line_label,
        min(amounts.form_code) as cell_form_code,
        min(amounts.page_no) as cell_page_no,
        if(count(*) = 1, min(amounts.amount_yuan), null) as cell_yuan,
        if(count(*) = 1, min(amounts.amount_key), null) as cell_amount_key
    from terms
    inner join amounts on terms.amount_key = amounts.amount_key
    -- Few checks are about prose, and a row of the others is a row of a million.
    where terms.check_key in (select compared.check_key from compared)
    group by terms.check_key
)

select
    -- who and when
    {{ who_and_when_in_words() }},

    -- what the prose says
    claims.claim_code,
    claims.claim_name_zh,
    claims.claim_name_en,
    claims.subject,
    claims.claim_kind,
    claims.claimed_year,
    claims.claimed_period,
    claims.amount_basis,
    claims.printed_text,
    claims.claimed_yuan,
    claims.claimed_ratio,
    claims.text,

    -- what the table beside it says
    cells.cell_text,
    cells.cell_unit,
    cells.cell_yuan,
    cells.cell_form_code,
    cells.cell_line_label,
    cells.cell_page_no,
    case
        when compared.status is null then 'not_compared'
        when compared.status = 'violated' then 'differs'
        else 'agrees'
    end as agreement,
    compared.equation_text,
    compared.equation_unit,

    -- the evidence
    disclosures.suspect_extraction,
    disclosures.file_path,
    claims.page_no,
    claims.paragraph_no,
    claims.claim_key,
    cells.cell_amount_key,
    compared.check_key,
    claims.disclosure_key
from claims
inner join disclosures on claims.disclosure_key = disclosures.disclosure_key
left join compared on claims.claim_key = compared.claim_key
left join cells on compared.check_key = cells.check_key
