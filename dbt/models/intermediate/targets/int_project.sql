with

subjects as (
    select * from {{ ref('int_target_subject') }}
    where subject_kind = 'project' and coalesce(subject_name, '') <> ''
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

cells as (
    select * from {{ ref('int_target_cell') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

figures as (
    select
        *,
        {{ in_yuan('figure', 'printed_unit') }} as amount_yuan
    from {{ ref('int_project_figure') }}
),

money as (
    select
        project_key,
        sum(amount_yuan) filter (where label = 'budget') as budget_yuan,
        sum(amount_yuan) filter (where label = 'fiscal') as fiscal_yuan,
        sum(amount_yuan) filter (where label = 'carried_forward_in') as carried_forward_yuan,
        sum(amount_yuan) filter (where label = 'other') as other_funds_yuan,
        sum(amount_yuan) filter (where label = 'own_level') as own_level_yuan,
        sum(amount_yuan) filter (where label = 'to_lower_levels') as to_lower_levels_yuan,
        sum(amount_yuan) filter (where label = 'whole_project') as whole_project_yuan,
        max(figure) filter (where label = 'budget') as budget_figure,
        max(figure) filter (where label = 'plan_march') as plan_march,
        max(figure) filter (where label = 'plan_june') as plan_june,
        max(figure) filter (where label = 'plan_october') as plan_october,
        max(figure) filter (where label = 'plan_december') as plan_december,
        bool_or(is_percent) filter (where starts_with(label, 'plan_')) as is_percent,
        greatest(
            max(figure) filter (where label = 'plan_march'),
            max(figure) filter (where label = 'plan_june'),
            max(figure) filter (where label = 'plan_october'),
            max(figure) filter (where label = 'plan_december')
        ) as plan_highest
    from figures
    group by project_key
),

-- Without a sign at the figures: a plan that ends at 100 is a percentage, one that ends at the
-- budget is money, whatever its header says.
planned as (
    select
        *,
        case
            when plan_highest is null then null
            when is_percent then 'percent'
            when plan_highest = 100 and coalesce(budget_figure, 0) <> 100 then 'percent'
            when plan_highest = budget_figure then 'money'
            when plan_highest <= 100 and coalesce(budget_figure, 0) > 100 then 'percent'
            else 'money'
        end as plan_printed_as
    from money
),

shares as (
    select
        *,
        case plan_printed_as when 'percent' then 100 else nullif(budget_figure, 0) end as plan_whole
    from planned
),

words as (
    select * from {{ ref('target_word') }}
),

-- Money that is passed on to lower governments, by the project's name or its table's title.
transfers as (
    select distinct subjects.subject_key
    from subjects
    inner join tables on subjects.table_id = tables.table_id
    inner join words
        on
            (
                words.word_kind = 'transfer_name'
                and regexp_matches({{ compact('subjects.subject_name') }}, words.must_match)
            )
            or (
                words.word_kind = 'transfer_title'
                and regexp_matches({{ remove_space('tables.caption_folded') }}, words.must_match)
            )
),

statements as (
    select
        labels.table_id,
        labels.row_no,
        cells.text_printed as statement
    from cells as labels
    inner join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no = cells.row_no
            and labels.column_no < cells.column_no
    where labels.label = 'statement' and cells.label is null and cells.text_printed <> ''
    qualify row_number() over (partition by labels.table_id order by labels.row_no, cells.column_no) = 1
)

select
    subjects.subject_key as project_key,
    disclosure_tables.disclosure_key,
    subjects.document_id,
    subjects.table_id,
    subjects.row_no,
    subjects.position_no,
    subjects.project_code,
    subjects.subject_name as project_name,
    subjects.budget_unit_label,
    shares.budget_yuan,
    shares.fiscal_yuan,
    shares.carried_forward_yuan,
    shares.other_funds_yuan,
    shares.own_level_yuan,
    shares.to_lower_levels_yuan,
    shares.whole_project_yuan,
    shares.plan_printed_as,
    try_cast(shares.plan_march / shares.plan_whole as decimal(12, 6)) as planned_share_march,
    try_cast(shares.plan_june / shares.plan_whole as decimal(12, 6)) as planned_share_june,
    try_cast(shares.plan_october / shares.plan_whole as decimal(12, 6)) as planned_share_october,
    try_cast(shares.plan_december / shares.plan_whole as decimal(12, 6)) as planned_share_december,
    coalesce(subjects.statement, statements.statement) as target_statement,
    transfers.subject_key is not null as is_transfer,
    (
        select min(cells.page_no)
        from cells
        where cells.table_id = subjects.table_id and cells.row_no = subjects.row_no
    ) as page_no
from subjects
inner join disclosure_tables on subjects.table_id = disclosure_tables.table_id
left join transfers on subjects.subject_key = transfers.subject_key
left join shares on subjects.subject_key = shares.project_key
-- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
left join statements on if(subjects.layout <> 'list', subjects.table_id, null) = statements.table_id
