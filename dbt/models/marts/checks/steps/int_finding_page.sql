with

findings as (
    select * from {{ ref('int_finding_check') }}
),

terms as (
    select * from {{ ref('int_finding_term') }}
),

paragraphs as (
    select
        document_id,
        page_no,
        {{ compact('text') }} as text_compact
    from {{ source('raw', 'paragraph') }}
    where
        document_id in (
            select document_key from findings
            where actual_text is not null
        )
),

figure_pages as (
    select
        check_key,
        disclosure_key,
        page_no
    from terms
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
    select * from figure_pages
    union all
    select * from text_pages
)

select distinct
    check_key,
    page_no
from pages
where page_no is not null
