{{ keep_judged() }}

with

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

proofs as (
    select * from {{ ref('int_amount_proof') }}
),

repairs as (
    select * from {{ ref('int_amount_repair') }}
),

confidences as (
    select * from {{ ref('int_cell_confidence') }}
)

select
    amounts.amount_key,
    amounts.disclosure_key,
    amounts.form_code,
    amounts.table_id,
    amounts.row_no,
    amounts.column_no,
    amounts.printed_row_no,
    amounts.amount_basis,
    amounts.side,
    amounts.breakdown,

    -- the line
    amounts.budget_unit_code,
    amounts.budget_unit_label,
    amounts.line_label,
    amounts.line_role,
    amounts.functional_code,
    amounts.economic_code,
    amounts.government_economic_code,
    amounts.code_source,
    amounts.item_code,

    -- the column
    amounts.fund_source,
    amounts.measure_code,
    amounts.period,

    -- the figure and where it is printed
    coalesce(repairs.repaired_yuan, amounts.amount_yuan) as amount_yuan,
    amounts.corrected_yuan,
    repairs.amount_key is not null as is_repaired,
    repairs.read_yuan,
    repairs.evidence as repair_evidence,
    amounts.half_unit_yuan,
    amounts.printed_text,
    amounts.printed_unit,
    confidences.ocr_confidence,
    amounts.page_no,
    amounts.x0,
    amounts.top,
    amounts.x1,
    amounts.bottom,
    amounts.is_leaf,

    -- the proof
    cast(proofs.satisfied_count as integer) as satisfied_count,
    cast(proofs.violated_count as integer) as violated_count,
    proofs.value_proven,
    proofs.measure_proven,
    proofs.code_proven,
    proofs.proof_status
from amounts
inner join proofs on amounts.amount_key = proofs.amount_key
left join repairs on amounts.amount_key = repairs.amount_key
left join confidences
    on
        amounts.table_id = confidences.table_id
        and amounts.row_no = confidences.row_no
        and amounts.column_no = confidences.column_no
