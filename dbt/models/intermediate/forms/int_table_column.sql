with

cells as (
    select * from {{ ref('stg_cell') }}
),

titles as (
    select * from {{ ref('int_table_title') }}
),

forms as (
    select * from {{ ref('form') }}
),

terms as (
    select * from {{ ref('header_term') }}
    where kind not in ('without', 'period')
),

-- What the data cells of a column look like. A cell that spans columns counts for its first.
content as (
    select
        table_id,
        column_no,
        count(*) filter (where is_printed) as printed_count,
        count(*) filter (where amount_printed is not null) as amount_count,
        count(*) filter (
            where is_printed and amount_printed is null and not {{ is_number_too_wide('text_compact') }}
        ) as text_count,
        count(*) filter (
            where regexp_full_match(text_compact, '2\d{2}(\d{2}){0,2}')
        ) as functional_code_count,
        count(*) filter (
            where regexp_full_match(text_compact, '3\d{2}(\d{2}){0,2}')
        ) as economic_code_count,
        count(*) filter (
            where regexp_full_match(text_compact, '5\d{2}(\d{2}){0,2}')
        ) as government_code_count,
        count(*) filter (
            where regexp_full_match(text_compact, '[235]\d{2}([-–—_·.]\d{2}){1,2}')
        ) as separated_code_count,
        count(*) filter (where regexp_full_match(text_compact, '\d{1,3}')) as short_integer_count,
        count(*) filter (where regexp_full_match(text_compact, '\d{1,7}')) as integer_count
    from (
        select
            *,
            not is_nothing and text_compact <> '无' as is_printed
        from cells
        where not is_header
    ) as data_cells
    group by table_id, column_no
),

header as (
    select
        table_id,
        column_no,
        max(header_path) as header_path
    from cells
    where not is_header
    group by table_id, column_no
),

-- A form printed empty has no data cells, or one text over all its columns (无, 本表为空表): its columns are
-- read from the header cells above them.
header_cells as (
    select
        table_id,
        row_no,
        unnest(range(column_no, column_no + column_span)) as column_no,
        text_compact
    from cells
    where
        is_header
        and text_compact <> ''
        and not regexp_full_match(text_compact, '\d{1,2}')
        and table_id not in (
            select header.table_id from header
            where header.column_no > 1
        )
),

header_of_empty as (
    select
        table_id,
        column_no,
        string_agg(text_compact, '/' order by row_no) as header_path
    from header_cells
    group by table_id, column_no
),

columns as (
    select
        coalesce(header.table_id, header_of_empty.table_id) as table_id,
        coalesce(header.column_no, header_of_empty.column_no) as column_no,
        coalesce(nullif(header.header_path, ''), header_of_empty.header_path, '') as header_path
    from header
    full outer join header_of_empty
        on header.table_id = header_of_empty.table_id and header.column_no = header_of_empty.column_no
),

-- A form that usually lists codes may be printed in two sides, like a summary: each with lines of
-- its own. A fund's revenue and expenditure as columns of one row are no sides.
two_sided as (
    select columns.table_id
    from columns
    left join content
        on columns.table_id = content.table_id and columns.column_no = content.column_no
    where
        content.text_count > content.amount_count
        or (content.table_id is null and regexp_matches(columns.header_path, '项目|科目'))
    group by columns.table_id
    having
        bool_or(regexp_matches(columns.header_path, '^(本年)?收入(/|$)'))
        and bool_or(regexp_matches(columns.header_path, '^(本年)?支出(/|$)'))
),

scoped as (
    select
        columns.table_id,
        columns.column_no,
        columns.header_path,
        titles.form_code,
        forms.fund_source as form_fund_source,
        case
            when titles.form_code = 'revenue' then 'revenue'
            when forms.layout = 'summary' then 'summary'
            when forms.layout = 'rows' and two_sided.table_id is not null then 'summary'
            when forms.layout = 'items' then 'items'
            else 'expenditure'
        end as scope
    from columns
    left join titles on columns.table_id = titles.table_id
    left join two_sided on columns.table_id = two_sided.table_id
    left join forms on titles.form_code = forms.form_code
),

printed_components as (
    select
        table_id,
        column_no,
        scope,
        unnest(string_split({{ without_unit_in_brackets('header_path') }}, '/')) as component,
        unnest(range(1, len(string_split(header_path, '/')) + 1)) as level
    from scoped
),

-- What a header leaves out (不含教育收费) it does not mean. Documents print few different words.
words as materialized (
    select
        scope,
        component,
        {{ without_excluded('component') }} as meant
    from printed_components
    group by scope, component
),

read_words as (
    select
        words.scope,
        words.component,
        terms.kind,
        terms.term
    from words
    inner join terms
        on
            terms.scope in ('*', words.scope)
            -- 扣除…后 is what a memo column is told by.
            and regexp_matches(if(terms.kind = 'memo', words.component, words.meant), terms.must_match)
            and (
                terms.must_not_match is null
                or not regexp_matches(words.meant, terms.must_not_match)
            )
    -- 扣除…后…增减额 is a change, and of the money without it; 其中：扣除… is that memo and no other.
    qualify
        row_number() over (
            partition by words.scope, words.component, coalesce(terms.term, '') = 'without_construction'
            order by terms.priority
        ) = 1
        and not (
            terms.kind = 'memo'
            and terms.term <> 'without_construction'
            and bool_or(terms.term = 'without_construction') over (partition by words.scope, words.component)
        )
),

read_components as (
    select
        printed_components.table_id,
        printed_components.column_no,
        printed_components.level,
        printed_components.component,
        read_words.kind,
        read_words.term
    from printed_components
    inner join read_words
        on
            printed_components.scope = read_words.scope
            and printed_components.component = read_words.component
),

-- The lowest header word of each kind speaks for the column.
read_columns as (
    select
        table_id,
        column_no,
        max_by(term, level) filter (where kind = 'measure') as measure_term,
        max(level) filter (where kind = 'measure') as measure_level,
        max_by(term, level) filter (where kind = 'fund') as fund_term,
        max(level) filter (where kind = 'fund') as fund_level,
        max_by(term, level) filter (where kind = 'fund_group') as fund_group_term,
        max_by(term, level) filter (where kind = 'memo') as memo_term,
        max(level) filter (where kind = 'memo') as memo_level,
        max_by(term, level) filter (where kind = 'basis') as basis_term,
        max(level) filter (where kind = 'total_word') as total_level,
        -- 栏次 below 科目编码 numbers the columns beside it.
        max_by(kind, if(component = '栏次', 0, level)) filter (
            where
            kind in (
                'ratio', 'ordinal', 'note', 'unit_code', 'unit_name', 'code', 'name', 'project_code'
            )
        ) as column_kind,
        max_by(term, level) filter (where kind in ('code', 'name') and term <> 'item') as axis_term,
        coalesce(bool_or(term = 'carried_forward_in'), false) as is_carried_forward,
        coalesce(bool_or(term = 'carried_forward_out'), false) as is_carried_out
    from read_components
    group by table_id, column_no
)

select
    scoped.table_id,
    scoped.column_no,
    scoped.form_code,
    scoped.scope,
    scoped.form_fund_source,
    scoped.header_path,
    read_columns.measure_term,
    read_columns.measure_level,
    read_columns.fund_term,
    read_columns.fund_level,
    read_columns.fund_group_term,
    read_columns.memo_term,
    read_columns.memo_level,
    read_columns.basis_term,
    read_columns.total_level,
    read_columns.column_kind,
    read_columns.axis_term,
    coalesce(read_columns.is_carried_forward, false) as is_carried_forward,
    coalesce(read_columns.is_carried_out, false) as is_carried_out,
    try_cast(regexp_extract(scoped.header_path, '(20\d{2})年?', 1) as integer) as header_year,
    coalesce(content.printed_count, 0) as printed_count,
    coalesce(content.amount_count, 0) as amount_count,
    coalesce(content.text_count, 0) as text_count,
    coalesce(content.functional_code_count, 0) as functional_code_count,
    coalesce(content.economic_code_count, 0) as economic_code_count,
    coalesce(content.government_code_count, 0) as government_code_count,
    coalesce(content.separated_code_count, 0) as separated_code_count,
    coalesce(content.short_integer_count, 0) as short_integer_count,
    coalesce(content.integer_count, 0) as integer_count
from scoped
left join read_columns
    on scoped.table_id = read_columns.table_id and scoped.column_no = read_columns.column_no
left join content
    on scoped.table_id = content.table_id and scoped.column_no = content.column_no
