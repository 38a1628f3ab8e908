-- The money of projects. A plan in percent is not an amount.
with

figures as (
    select * from {{ ref('int_project_figure') }}
),

subjects as (
    select * from {{ ref('int_target_subject') }}
    where coalesce(subject_name, '') <> ''
),

projects as (
    select * from {{ ref('int_project') }}
),

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

amounts as (
    select
        figures.*,
        cells.text,
        subjects.subject_name,
        subjects.subject_kind,
        subjects.budget_unit_label,
        subjects.layout as subject_layout,
        subjects.table_no,
        subjects.position_no,
        subjects.document_id as document_key,
        disclosures.budget_stage,
        max(coalesce(figures.decimals, 0)) over (
            partition by figures.table_id, starts_with(figures.label, 'plan_')
        ) as usual_decimals
    from figures
    inner join subjects on figures.project_key = subjects.subject_key
    left join projects on figures.project_key = projects.project_key
    inner join disclosures on figures.disclosure_key = disclosures.disclosure_key
    inner join cells
        on
            figures.table_id = cells.table_id
            and figures.row_no = cells.row_no
            and figures.column_no = cells.column_no
    where
        figures.printed_unit is not null
        and (not starts_with(figures.label, 'plan_') or projects.plan_printed_as = 'money')
    qualify
        row_number() over (
            partition by figures.table_id, figures.row_no, figures.column_no
            order by figures.label, figures.project_key
        ) = 1
)

select
    table_id || '-' || row_no || '-' || column_no as amount_key,
    project_key,
    subject_kind,
    subject_layout,
    position_no,
    label,
    disclosure_key,
    document_key,
    'project_performance' as form_code,
    budget_stage,
    table_id,
    row_no,
    column_no,
    {{ stage_basis('budget_stage') }} as amount_basis,
    subject_name as line_label,
    case subject_kind when 'total' then 'total' when 'unit' then 'subtotal' else 'detail' end as line_role,
    case subject_kind when 'total' then 'total' when 'unit' then 'group' else 'line' end as row_kind,
    regexp_replace(label, '(^|_)other$', '\1other_funds') as measure_code,
    {{ in_yuan('figure', 'printed_unit') }} as amount_yuan,
    text as printed_text,
    printed_unit,
    coalesce(decimals, 0) as decimals,
    {{ half_unit_in_yuan('usual_decimals', 'printed_unit') }} as half_unit_yuan,
    page_no,
    x0,
    top,
    x1,
    bottom,
    is_measure_unsure,
    -- The money of all years, and the parts by level of government, are no second time this year's.
    subject_kind = 'project' and label in ('budget', 'fiscal', 'carried_forward_in', 'other') as is_leaf
from amounts
where {{ in_yuan('figure', 'printed_unit') }} is not null
