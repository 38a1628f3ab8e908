{#- A budget's prose speaks of at least three of revenue, expenditure, three public expenses, agency
    operation, procurement and state assets, each with an amount. -#}
{%- set prose_topics = 3 -%}

with

documents as (
    select * from {{ ref('stg_document') }}
),

paths as (
    select * from {{ ref('stg_document_path') }}
),

contents as (
    select * from {{ ref('int_document_content') }}
),

governments as (
    select * from {{ ref('int_government_budget') }}
),

without_unit as (
    select
        document_id,
        count(*) as form_count
    from {{ ref('int_table_recognition') }}
    where reason = 'the unit of its amounts is not printed'
    group by document_id
),

first_path as (
    select
        document_id,
        -- A second download, 预算 (1).pdf, does not take the name of the first.
        arg_min(file_path, (is_named_copy, file_path)) as file_path,
        min(source_url) as source_url,
        count(*) filter (where regexp_matches(lower(file_path), '\.html?$')) as html_path_count
    from (
        select
            *,
            regexp_matches(file_path, '( ?[(（]\d+[)）]|副本|[Cc]opy( \d+)?)\.[^./]+$') as is_named_copy
        from paths
    ) as named
    group by document_id
),

judged as (
    select
        documents.document_id,
        documents.file_format,
        documents.page_count,
        documents.status as raw_status,
        documents.status_reason as raw_reason,
        documents.reading_note,
        documents.extracted_at,
        first_path.file_path,
        first_path.source_url,
        -- Spreadsheet programs save a whole workbook as HTML under the name .xls: its forms are read too.
        documents.file_format = 'html'
        and coalesce(first_path.html_path_count, 0) = 0
        and not (contents.statutory_form_count > 0 and contents.form_amount_count > 0) as is_html_in_disguise,
        contents.statutory_form_count > 0 and contents.form_amount_count > 0 as has_forms,
        contents.statutory_form_count > 0 and contents.form_amount_count = 0 as has_blank_forms,
        contents.target_table_count > 0 as has_targets,
        (contents.topic_count >= {{ prose_topics }} and contents.names_a_budget)
        or coalesce(contents.states_three_public, false) as has_prose,
        contents.has_placeholder_for_name,
        contents.is_evaluation,
        contents.opening_words,
        coalesce(without_unit.form_count, 0) as form_without_unit_count,
        coalesce(governments.is_government_budget, false) as is_government_budget,
        governments.evidence as government_evidence
    from documents
    inner join contents on documents.document_id = contents.document_id
    left join governments on documents.document_id = governments.document_id
    left join without_unit on documents.document_id = without_unit.document_id
    left join first_path on documents.document_id = first_path.document_id
),

decided as (
    select
        *,
        case
            when is_html_in_disguise
                then 'An HTML page saved under the name of a document. Fetch the file that the page links to.'
            when raw_status <> 'read'
                then raw_reason
            when is_government_budget
                then
                    'A government''s budget, not a department''s. What shows it: ' || government_evidence
                    || '. Departments'' budgets and final accounts are loaded.'
            when has_placeholder_for_name
                then 'A blank template: a placeholder stands where the name of the department belongs.'
            when has_blank_forms and not has_targets and not has_prose
                then 'A blank template: no statutory form in it holds an amount.'
            when
                not (has_forms or has_blank_forms or has_targets or has_prose)
                and form_without_unit_count > 0
                then
                    'The unit of money (单位：万元) is printed nowhere near its forms, so their amounts are '
                    || 'not read. Get a copy that states it. '
                    || coalesce(reading_note || ' ', '')
                    || coalesce('It begins: ' || nullif(opening_words, ''), '')
            when not (has_forms or has_blank_forms or has_targets or has_prose) and is_evaluation
                then
                    'An evaluation of past performance, not a budget or final account. It begins: '
                    || opening_words
            when
                not (has_forms or has_blank_forms or has_targets or has_prose)
                and regexp_matches(opening_words, '預算|決算|部門|財政撥款')
                then
                    'Its text is in traditional characters, which are not read. Get the page in simplified '
                    || 'characters (简体). It begins: ' || opening_words
            when not (has_forms or has_blank_forms or has_targets or has_prose)
                then
                    'No statutory form, performance target table or prose of a budget or final account '
                    || 'was found. '
                    || coalesce(reading_note || ' ', '')
                    || coalesce(
                        'It begins: ' || nullif(opening_words, ''), 'It holds no text beside its tables.'
                    )
        end as status_reason
    from judged
)

select
    document_id,
    file_path,
    source_url,
    file_format,
    page_count,
    case
        when is_html_in_disguise then 'not_a_disclosure'
        when raw_status = 'no_text' then 'no_text'
        when raw_status = 'quarantined' then 'quarantined'
        when status_reason is not null then 'not_a_disclosure'
        else 'loaded'
    end as status,
    status_reason,
    reading_note,
    case
        when raw_status <> 'read' or is_html_in_disguise then null
        when is_government_budget then 'government'
        when status_reason is null then 'department'
    end as entity_level,
    has_forms or has_blank_forms or has_targets as has_forms,
    has_prose,
    extracted_at
from decided
