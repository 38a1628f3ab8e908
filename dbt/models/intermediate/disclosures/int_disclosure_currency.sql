with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

documents as (
    select * from {{ ref('int_document_disclosure_of_all_documents') }}
),

extents as (
    select * from {{ ref('int_disclosure_extent') }}
),

proofs as (
    select * from {{ ref('int_disclosure_proof') }}
),

formats as (
    select * from {{ ref('document_format') }}
),

candidates as (
    select
        disclosures.disclosure_key,
        disclosures.document_key,
        disclosures.content,
        disclosures.published_on,
        disclosures.content <> 'prose' as has_forms,
        -- Departments are told apart by place and name; a disclosure that names none competes with none.
        concat_ws(
            '|',
            coalesce(disclosures.department_lineage_key, disclosures.disclosure_key),
            disclosures.fiscal_year,
            disclosures.budget_stage,
            disclosures.reporting_scope
        ) as subject,
        coalesce(proofs.proven_share, 0) as proven_share,
        coalesce(proofs.is_suspect, false) as is_suspect,
        coalesce(extents.form_count, 0) as form_count,
        coalesce(extents.amount_count, 0) as amount_count,
        coalesce(formats.preference, 99) as format_preference
    from disclosures
    inner join documents on disclosures.document_key = documents.document_id
    left join extents on disclosures.disclosure_key = extents.disclosure_key
    left join proofs on disclosures.disclosure_key = proofs.disclosure_key
    left join formats on documents.file_format = formats.file_format
),

-- Forms compete with forms, prose with prose. The date a document states counts only where every rival
-- states one: a missing date is not an early date.
dated as (
    select
        *,
        if(
            count(published_on) over (partition by subject, has_forms)
            = count(*) over (partition by subject, has_forms),
            published_on,
            null
        ) as comparable_date
    from candidates
),

ranked as (
    select
        *,
        row_number() over (
            partition by subject, has_forms
            order by
                comparable_date desc nulls last,
                is_suspect asc,
                proven_share desc,
                form_count desc,
                amount_count desc,
                (content = 'complete') desc,
                format_preference,
                document_key asc,
                disclosure_key asc
        ) as preference
    from dated
),

current_complete as (
    select
        subject,
        published_on
    from ranked
    where has_forms and preference = 1 and content = 'complete'
)

select
    ranked.disclosure_key,
    ranked.subject,
    ranked.preference,
    -- Prose beside forms completes them. Prose beside a document that holds both is told there already,
    -- unless it is the later word.
    ranked.preference = 1
    and (
        ranked.has_forms
        or current_complete.subject is null
        or coalesce(ranked.published_on > current_complete.published_on, false)
    ) as is_current
from ranked
left join current_complete on ranked.subject = current_complete.subject
