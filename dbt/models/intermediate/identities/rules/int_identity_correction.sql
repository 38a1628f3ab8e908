with

corrections as (
    select * from {{ ref('int_correction_of_all_documents') }}
    where status <> 'applied'
),

disclosures as (
    select * from {{ ref('int_disclosure_of_all_documents') }}
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

-- A cell that holds no amount any more belongs to the document's first disclosure.
placed as (
    select
        corrections.*,
        disclosures.disclosure_key as found_in
    from corrections
    inner join disclosures on corrections.document_key = disclosures.document_key
    qualify
        row_number() over (
            partition by corrections.correction_key
            order by
                disclosures.disclosure_key = corrections.disclosure_key desc nulls last,
                disclosures.first_page asc nulls last,
                disclosures.disclosure_key asc
        ) = 1
)

select
    concat_ws('|', 'correction', placed.correction_key) as check_key,
    'correction' as identity_code,
    placed.found_in as disclosure_key,
    amounts.form_code,
    coalesce(
        amounts.line_label,
        'table ' || placed.table_no || ', row ' || placed.row_no || ', column ' || placed.column_no
    ) as line_label,
    placed.amount_key,
    placed.expected_text,
    coalesce(placed.found_text, 'nothing') as actual_text,
    'violated' as status,
    'the correction has lapsed: ' || placed.status_reason as reason
from placed
left join amounts on placed.amount_key = amounts.amount_key
