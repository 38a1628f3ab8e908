with

amounts as (
    select
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        amounts.line_label,
        amounts.budget_unit_label,
        coalesce(amounts.functional_code, amounts.economic_code) as code
    from {{ ref('int_corrected_amount_of_all_documents') }} as amounts
    inner join {{ ref('form') }} as forms
        on amounts.form_code = forms.form_code and forms.is_statutory
    where
        amounts.disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

-- A class of a form that goes down to items has none below it, and numbers of its pages are in no cell.
tables_with_lost_numbers as (
    select distinct tables.table_id
    from {{ source('raw', 'document_table') }} as tables
    inner join {{ source('raw', 'page') }} as pages
        on
            tables.document_id = pages.document_id
            and pages.page_no between tables.page_first and tables.page_last
    where pages.lost_number_count > 0
),

codes as (
    select distinct
        table_id,
        budget_unit_label,
        code
    from amounts
    where code is not null
),

classes_with_parts as (
    select distinct
        table_id,
        budget_unit_label,
        left(codes.code, lengths.code_length) as code
    from codes
    inner join (values (3), (5)) as lengths (code_length) on length(codes.code) > lengths.code_length
),

without_parts as (
    select
        amounts.table_id,
        amounts.row_no
    from amounts
    inner join tables_with_lost_numbers as lost on amounts.table_id = lost.table_id
    left join classes_with_parts as parents
        on
            amounts.table_id = parents.table_id
            and amounts.budget_unit_label is not distinct from parents.budget_unit_label
            and amounts.code = parents.code
    where amounts.code is not null
    qualify
        length(amounts.code) < max(length(amounts.code)) over (partition by amounts.table_id)
        and parents.code is null
),

-- 二、卫生健康支出三、住房保障支出: the names of two rows in one.
of_two_rows as (
    select
        table_id,
        row_no
    from amounts
    where regexp_matches(line_label, '[一二三四五六七八九十]、[^、]+[一二三四五六七八九十]、')
)

select distinct
    table_id,
    row_no,
    'without_parts' as doubt_code
from without_parts
union all
select distinct
    table_id,
    row_no,
    'of_two_rows' as doubt_code
from of_two_rows
