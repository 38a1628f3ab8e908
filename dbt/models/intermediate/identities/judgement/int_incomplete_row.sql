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

without_parts as (
    select
        amounts.table_id,
        amounts.row_no
    from amounts
    inner join tables_with_lost_numbers as lost on amounts.table_id = lost.table_id
    where amounts.code is not null
    qualify
        length(amounts.code) < max(length(amounts.code)) over (partition by amounts.table_id)
        and not coalesce(
            starts_with(
                -- the next longer code, in the order of codes
                lead(amounts.code) over (
                    partition by amounts.table_id, amounts.budget_unit_label, amounts.column_no
                    order by amounts.code, amounts.row_no
                ),
                amounts.code
            ),
            false
        )
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
