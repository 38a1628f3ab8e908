-- The codes of lines that a summary prints by name alone below a functional class (统计信息事务,
-- 行政运行 …), from the code forms of the same disclosure, and so whose parts the lines are.
with

lines as (
    select * from {{ ref('int_form_line') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

class_names as (
    select * from {{ ref('int_class_name') }}
),

printed_codes as (
    select distinct
        disclosure_tables.disclosure_key,
        {{ bare_name('lines.line_label') }} as bare_name,
        lines.functional_code
    from lines
    inner join disclosure_tables on lines.table_id = disclosure_tables.table_id
    where lines.layout = 'rows' and length(lines.functional_code) > 3
),

-- One name may be a section's and its item's, or an item's of several sections: in code order.
ranked_codes as (
    select
        *,
        left(functional_code, 3) as class_code,
        row_number() over same_name as nth,
        count(*) over (partition by disclosure_key, left(functional_code, 3), bare_name) as name_count
    from printed_codes
    window same_name as (
        partition by disclosure_key, left(functional_code, 3), bare_name order by functional_code
    )
),

summary_lines as (
    select
        lines.table_id,
        lines.row_no,
        lines.block_no,
        lines.line_kind,
        disclosure_tables.disclosure_key,
        {{ bare_name('lines.line_label') }} as bare_name,
        last_value(
            if(lines.line_kind = 'line', coalesce(class_names.functional_code, ''), null) ignore nulls
        ) over (
            partition by lines.table_id, lines.block_no
            order by lines.row_no
            rows between unbounded preceding and current row
        ) as class_code
    from lines
    inner join disclosure_tables on lines.table_id = disclosure_tables.table_id
    left join class_names on lines.line_name = class_names.class_name
    where
        lines.layout = 'summary'
        and lines.line_name <> ''
        and (
            lines.line_kind = 'line'
            -- a number or 其中 tells already whose part a line is
            or (
                lines.line_kind = 'sub_line'
                and not {{ has_outline_mark('lines.line_label') }}
                and lines.functional_code is null
            )
        )
),

bare_lines as (
    select
        *,
        row_number() over (
            partition by table_id, block_no, class_code, bare_name order by row_no
        ) as nth,
        count(*) over (partition by table_id, block_no, class_code, bare_name) as name_count
    from summary_lines
    where line_kind = 'sub_line' and class_code <> ''
),

-- One line whose code is not certain leaves the whole class as it is printed.
coded_lines as (
    select
        bare_lines.table_id,
        bare_lines.row_no,
        bare_lines.block_no,
        bare_lines.class_code,
        ranked_codes.functional_code
    from bare_lines
    left join ranked_codes
        on
            bare_lines.disclosure_key = ranked_codes.disclosure_key
            and bare_lines.class_code = ranked_codes.class_code
            and bare_lines.bare_name = ranked_codes.bare_name
            and bare_lines.name_count = ranked_codes.name_count
            and bare_lines.nth = ranked_codes.nth
    qualify
        bool_and(ranked_codes.functional_code is not null) over (
            partition by bare_lines.table_id, bare_lines.block_no, bare_lines.class_code
        )
),

class_lines as (
    select
        table_id,
        row_no,
        block_no,
        class_code as functional_code
    from summary_lines
    where line_kind = 'line' and class_code <> ''
    union all
    select
        table_id,
        row_no,
        block_no,
        functional_code
    from coded_lines
)

select
    coded_lines.table_id,
    coded_lines.row_no,
    coded_lines.block_no,
    coded_lines.functional_code,
    max_by(class_lines.row_no, (length(class_lines.functional_code), class_lines.row_no))
        as line_parent_row_no
from coded_lines
inner join class_lines
    on
        coded_lines.table_id = class_lines.table_id
        and coded_lines.block_no = class_lines.block_no
        and coded_lines.row_no > class_lines.row_no
        and coded_lines.functional_code <> class_lines.functional_code
        and starts_with(coded_lines.functional_code, class_lines.functional_code)
group by
    coded_lines.table_id,
    coded_lines.row_no,
    coded_lines.block_no,
    coded_lines.functional_code
