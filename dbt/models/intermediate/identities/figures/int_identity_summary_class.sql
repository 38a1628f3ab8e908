with

expenditure_lines as (
    select *
    from {{ ref('int_identity_summary') }}
    where
        side = 'expenditure'
        and breakdown in ('', 'functional')
        and is_all_types
        and line_kind in ('line', 'sub_line')
),

-- A line without a function class, and with none among the lines under it, is money whose class
-- is not known: then a class missing from the column proves nothing.
unclassified_columns as (
    select distinct top_lines.column_key
    from expenditure_lines as top_lines
    left join expenditure_lines as children
        on
            top_lines.column_key = children.column_key
            and top_lines.table_id = children.table_id
            and top_lines.row_no = children.line_parent_row_no
            and children.functional_code != ''
    where
        top_lines.functional_code = ''
        and top_lines.amount_yuan != 0
        and top_lines.line_kind = 'line'
        and children.amount_key is null
),

class_lines as (
    select
        *,
        left(functional_code, 3) as class_code
    from expenditure_lines
    where functional_code != ''
    qualify
        length(functional_code)
        = min(length(functional_code)) over (partition by column_key, left(functional_code, 3))
)

select
    class_lines.disclosure_key,
    class_lines.form_code,
    class_lines.amount_basis,
    class_lines.source_code,
    class_lines.class_code,
    class_lines.measure_code,
    class_lines.amount_key,
    class_lines.line_label,
    unclassified_columns.column_key is null as is_fully_classified
from class_lines
left join unclassified_columns on class_lines.column_key = unclassified_columns.column_key
