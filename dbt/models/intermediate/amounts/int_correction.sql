-- One row per row of the corrections seed, with the cell it is about and whether it still holds.
with

documents as (
    select * from {{ ref('stg_document_state') }}
),

-- Of documents that are not built again the kept rows hold; a document that is gone has none.
corrections as (
    select corrections.*
    from {{ ref('corrections') }} as corrections
    left join documents on corrections.document_sha256 = documents.document_id
    where coalesce(documents.is_to_build, true)
),

tables as (
    select * from {{ ref('stg_table') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

amounts as (
    select * from {{ ref('int_published_amount') }}
),

matched as (
    select
        corrections.*,
        tables.table_id,
        cells.text as found_text,
        amounts.amount_key,
        amounts.disclosure_key,
        amounts.amount_yuan as printed_yuan,
        case
            when tables.table_id is null then 'no such table in the warehouse'
            when cells.table_id is null then 'the table has no such cell'
            when amounts.amount_key is null then 'the cell holds no amount of a recognised form'
        end as unknown_reason,
        cells.text_compact = {{ compact('corrections.printed_text') }} as is_as_expected
    from corrections
    left join tables
        on
            corrections.document_sha256 = tables.document_id
            and corrections.table_no = tables.table_no
    left join cells
        on
            tables.table_id = cells.table_id
            and corrections.row_no = cells.row_no
            and corrections.column_no = cells.column_no
    left join amounts
        on
            cells.table_id = amounts.table_id
            and cells.row_no = amounts.row_no
            and cells.column_no = amounts.column_no
)

select
    concat_ws('-', document_sha256, table_no, row_no, column_no) as correction_key,
    document_sha256 as document_key,
    table_no,
    row_no,
    column_no,
    printed_text as expected_text,
    found_text,
    amount_key,
    disclosure_key,
    printed_yuan,
    corrected_yuan,
    reason,
    evidence,
    author,
    corrected_on,
    -- A text that changed is the stronger news: a figure that became a dash holds no amount either.
    case
        when is_as_expected = false then 'lapsed'
        when unknown_reason is not null then 'unknown_cell'
        else 'applied'
    end as status,
    case
        when is_as_expected = false then 'the cell now prints ' || found_text
        else unknown_reason
    end as status_reason
from matched
