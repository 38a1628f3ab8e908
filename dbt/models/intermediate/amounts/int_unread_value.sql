-- Printed values that are outside the range of what they should be, and are therefore read as no value.
with

cells as (
    select * from {{ ref('stg_cell') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

column_roles as (
    select * from {{ ref('int_column_role') }}
),

list_columns as (
    select * from {{ ref('int_list_column') }}
),

placed as (
    select
        cells.*,
        recognised.document_id,
        recognised.form_code,
        coalesce(cells.own_unit, recognised.printed_unit) as printed_unit,
        {{ without_unit('cells.text_compact') }} as figure_text,
        coalesce(column_roles.column_role, if(list_columns.field = 'amount', 'amount', null)) as column_role
    from cells
    inner join recognised on cells.table_id = recognised.table_id
    left join column_roles
        on cells.table_id = column_roles.table_id and cells.column_no = column_roles.column_no
    left join list_columns
        on cells.table_id = list_columns.table_id and cells.column_no = list_columns.column_no
),

unread as (
    select
        table_id,
        row_no,
        column_no,
        document_id,
        form_code,
        text,
        column_role as field,
        case
            when {{ is_number_too_wide('text_compact') }}
                then 'the column of the sheet is too narrow for its number'
            when column_role = 'code' then 'a code of the classifications has 3, 5 or 7 digits'
            else 'no money of a budget reaches 10^15 yuan'
        end as reason
    from placed
    where
        not is_header
        and column_role in ('amount', 'code')
        and (
            {{ is_number_too_wide('text_compact') }}
            or (column_role = 'code' and regexp_full_match(text_compact, '\d{8,}'))
            or (
                column_role = 'amount'
                and {{ is_printed_amount('figure_text') }}
                and not {{ is_stack_of_numbers('text') }}
                and (
                    amount_printed is null
                    or (printed_unit is not null and {{ in_yuan('amount_printed', 'printed_unit') }} is null)
                )
            )
        )
    union all
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        tables.document_id,
        null as form_code,
        cells.text,
        'year' as field,
        'no budget is of a year before 1990 or after the next one' as reason
    from cells
    inner join tables on cells.table_id = tables.table_id
    where
        (cells.is_header or cells.row_no <= 3)
        and regexp_matches(cells.text_compact, '^\(?\d{4}年')
        and {{ known_year("regexp_extract(cells.text_compact, '^\\(?(\\d{4})年', 1)") }} is null
)

select distinct
    table_id,
    cast(row_no as integer) as row_no,
    cast(column_no as integer) as column_no,
    document_id,
    form_code,
    field,
    text,
    reason
from unread
