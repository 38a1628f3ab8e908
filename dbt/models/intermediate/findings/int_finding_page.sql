with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_finding_term') }}
),

paragraphs as (
    select * from {{ ref('stg_paragraph') }}
),

cell_pages as (
    select
        check_key,
        disclosure_key,
        page_no
    from terms
    where amount_key is not null
),

-- A claim's key names its document and its paragraph.
claim_pages as (
    select
        terms.check_key,
        terms.disclosure_key,
        paragraphs.page_no
    from terms
    inner join paragraphs
        on
            split_part(terms.claim_key, '-', 1) = left(paragraphs.document_id, 16)
            and try_cast(regexp_extract(terms.claim_key, '-p(\d+)-', 1) as integer) = paragraphs.paragraph_no
    where terms.claim_key is not null
),

-- What has no figure has the text it was found in.
text_pages as (
    select
        findings.check_key,
        findings.disclosure_key,
        min(paragraphs.page_no) as page_no
    from findings
    left join terms on findings.check_key = terms.check_key
    inner join paragraphs
        on
            findings.document_key = paragraphs.document_id
            and contains(paragraphs.text_compact, {{ compact('findings.line_label') }})
    where findings.actual_text is not null and findings.line_label <> '' and terms.check_key is null
    group by findings.check_key, findings.disclosure_key
),

pages as (
    select * from cell_pages
    union all
    select * from claim_pages
    union all
    select * from text_pages
)

select distinct
    check_key,
    page_no
from pages
where page_no is not null
