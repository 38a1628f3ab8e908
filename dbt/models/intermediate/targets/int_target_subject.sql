-- Whose targets follow: a project, or the department as a whole. Named in a block of labels and
-- values, in a list's own column, or, where the form prints neither, by the title of the table.
with

cells as (
    select * from {{ ref('int_target_cell') }}
),

target_rows as (
    select * from {{ ref('int_target_row') }}
),

target_values as (
    select * from {{ ref('int_target_value') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

suffixes as (
    select * from {{ ref('entity_suffix') }}
),

-- The value stands in the next cell to the right of its label.
block_names as (
    select
        labels.table_id,
        labels.row_no,
        labels.column_no,
        labels.label,
        cells.text_printed as value,
        cells.label as value_label
    from cells as labels
    inner join target_rows
        on
            labels.table_id = target_rows.table_id
            and labels.row_no = target_rows.row_no
            and target_rows.row_kind = 'block'
    inner join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no = cells.row_no
            and labels.column_no < cells.column_no
    where labels.label in ('project_name', 'project_code', 'department')
    qualify
        row_number()
            over (partition by labels.table_id, labels.row_no, labels.column_no order by cells.column_no)
        = 1
),

block_subjects as (
    select
        table_id,
        row_no,
        max(case when label = 'project_code' and value_label is null then value end) as printed_code,
        max(case when label = 'project_name' and value_label is null then value end) as printed_name,
        bool_or(label = 'department') as is_department
    from block_names
    group by table_id, row_no
),

-- A list's project begins where its name and its budget are printed; a name alone goes on from above.
list_rows as (
    select
        table_id,
        row_no,
        min(header_row_no) as header_row_no,
        bool_or(label = 'statement') as has_statement_column,
        bool_or(label = 'level_3') as has_indicators,
        max(case when label = 'project_name' and anchor_row_no = row_no then text_printed end)
            as printed_name,
        max(case when label = 'project_name' then anchor_column_no end) as name_column_no,
        max(case when label = 'project_name' then anchor_row_no end) as name_row_no,
        max(case when label = 'project_name' then text_printed end) as covering_name,
        max(case when label = 'budget' then anchor_column_no end) as budget_column_no,
        max(case when label = 'budget' and anchor_row_no = row_no then text_compact end) as budget_text,
        max(case when label = 'statement' and anchor_row_no = row_no then text_printed end) as statement,
        max(case when label = 'budget_unit' then text_printed end) as unit_name
    from target_values
    group by table_id, row_no
),

total_wordings as materialized (
    {{ wordings_of_kinds('cells', ['total_row']) }}
),

-- 合计 in front of the names, over the columns of numbers and units.
total_words as (
    select
        cells.table_id,
        cells.row_no,
        min(cells.text_compact) as total_word
    from cells
    inner join total_wordings on cells.text_compact = total_wordings.text_compact
    group by cells.table_id, cells.row_no
),

list_totals as (
    select
        list_rows.* replace (
            if(coalesce(list_rows.printed_name, '') = '', total_words.total_word, list_rows.printed_name)
                as printed_name
        ),
        total_words.total_word is not null as is_total
    from list_rows
    left join total_words
        on list_rows.table_id = total_words.table_id and list_rows.row_no = total_words.row_no
),

list_starts as (
    select
        *,
        coalesce(printed_name, '') <> '' and coalesce(budget_text, '') <> '' as has_budget,
        regexp_matches({{ compact("coalesce(printed_name, '')") }}, '^[0-9A-Z]{12,30}') as has_code,
        regexp_matches({{ compact("coalesce(covering_name, '')") }}, '^[0-9A-Z]{12,30}') as covers_code,
        -- A unit over its projects: it has an amount, and no target of its own.
        has_statement_column
        and not has_indicators
        and coalesce(statement, '') = ''
        and not is_total as is_unit
    from list_totals
    where
        -- A title over the whole width is not a project.
        (is_total or name_column_no is distinct from budget_column_no)
        and budget_column_no is not null
        and (
            coalesce(printed_name, '') <> ''
            or coalesce(budget_text, '') <> ''
            or coalesce(statement, '') <> ''
        )
),

-- Cells of names in the order of the pages. One that is not the first below a header begins a name;
-- the first goes on from the page before, unless both print one.
name_cells as (
    select
        *,
        count(*) filter (where has_code) over (
            partition by document_id, begun_no
            order by table_no, name_row_no
            rows between unbounded preceding and current row
        ) as coded_no
    from (
        select
            *,
            count(*) filter (where name_row_no > header_row_no + 1) over (
                partition by document_id
                order by table_no, name_row_no
                rows between unbounded preceding and current row
            ) as begun_no
        from (
            select
                list_starts.table_id,
                list_starts.name_row_no,
                any_value(tables.document_id) as document_id,
                any_value(tables.table_no) as table_no,
                min(list_starts.header_row_no) as header_row_no,
                any_value(list_starts.covering_name) as covering_name,
                coalesce(bool_or(list_starts.covers_code), false) as has_code
            from list_starts
            inner join tables on list_starts.table_id = tables.table_id
            group by list_starts.table_id, list_starts.name_row_no
        ) as cells_of_names
    ) as begun_cells
),

-- One name may stand beside the amounts of several units, and is printed once, on one of its pages.
spread_names as (
    select
        table_id,
        name_row_no,
        max(case when has_code then covering_name end) over same_name as spread_name,
        row_number() over (same_name order by table_no, name_row_no) > 1 as goes_on
    from name_cells
    window same_name as (partition by document_id, begun_no, greatest(coded_no, 1))
),

-- The last project of a page has its name or its budget printed where it goes on, if not before.
open_rows as (
    select
        list_starts.*,
        spread_names.spread_name,
        spread_names.goes_on as name_goes_on,
        last_value(
            case
                when coalesce(list_starts.budget_text, '') <> '' then 'closed'
                when list_starts.row_no <= list_starts.header_row_no + 1 then null
                when list_starts.has_code then 'without budget'
                when coalesce(list_starts.printed_name, '') = '' then 'without name'
            end
            ignore nulls
        ) over (
            partition by list_starts.table_id
            order by list_starts.row_no
            rows between unbounded preceding and 1 preceding
        ) as open_before
    from list_starts
    left join spread_names
        on list_starts.table_id = spread_names.table_id and list_starts.name_row_no = spread_names.name_row_no
),

-- Where names begin with a code, a name without one goes on from the page before, and its figures
-- may be printed there only. A cell without a name in the middle of a page, or beside a budget, begins
-- a project, or another unit's part of it.
list_names as (
    select
        *,
        case
            when is_total or not bool_or(covers_code) over (partition by table_id) then has_budget
            when has_code
                then
                    row_no > header_row_no + 1
                    or (
                        coalesce(open_before <> 'without name', true)
                        and (coalesce(budget_text, '') <> '' or not name_goes_on)
                    )
            when coalesce(printed_name, '') = ''
                then
                    row_no > header_row_no + 1
                    or (coalesce(budget_text, '') <> '' and coalesce(open_before = 'closed', true))
            else has_budget and coalesce(lag(has_budget) over (partition by table_id order by row_no), true)
        end as is_start
    from open_rows
),

-- A project whose targets go on over the page may be printed again there.
list_reprints as (
    select
        * replace (
            is_start and (
                (coalesce(printed_name, '') = '' and row_no > header_row_no + 1)
                or printed_name is distinct from lag(printed_name)
                    over (partition by table_id, is_start order by row_no)
                or budget_text is distinct from lag(budget_text)
                    over (partition by table_id, is_start order by row_no)
            ) as is_start
        ),
        is_start as is_printed_start
    from list_names
),

list_runs as (
    select
        *,
        sum(is_start::integer) over (
            partition by table_id
            order by row_no
            rows between unbounded preceding and current row
        ) as run_no
    from list_reprints
),

list_subjects as (
    select
        table_id,
        min(row_no) as row_no,
        coalesce(
            min(row_no) filter (where has_budget),
            min(row_no) filter (where coalesce(budget_text, '') <> ''),
            min(row_no)
        ) as figure_row_no,
        coalesce(
            nullif(
                string_agg(printed_name, '' order by row_no)
                filter (where is_start or not is_printed_start),
                ''
            ),
            arg_min(spread_name, row_no)
        ) as printed_name,
        string_agg(statement, '' order by row_no) filter (where is_start or not is_printed_start)
            as statement,
        max(unit_name) as unit_name,
        bool_or(is_start and is_unit) as is_unit,
        bool_or(is_start and is_total) as is_total
    from list_runs
    where run_no > 0
    group by table_id, run_no
),

title_lines as (
    select
        table_id,
        list_filter(
            string_split(caption_folded, chr(10)),
            lambda line: regexp_matches(line, '绩效(目标|指标)')
        )[-1] as title
    from (
        select
            table_id,
            regexp_replace(caption_folded, '[ \t\x{00A0}\x{3000}]+', '', 'g') as caption_folded
        from tables
    ) as captions
),

-- Tables that print labels of a target, and no name beside any of them.
untitled_blocks as (
    select
        target_rows.table_id,
        min(target_rows.row_no) as row_no
    from target_rows
    where
        target_rows.table_id not in (
            select table_id from block_subjects
            where printed_name is not null or is_department
        )
    group by target_rows.table_id
    having bool_or(target_rows.row_kind = 'block') and not bool_or(target_rows.has_list_header)
),

title_subjects as (
    select
        untitled_blocks.table_id,
        untitled_blocks.row_no,
        {{ project_of_title(remove_space('title_lines.title')) }} as printed_name,
        regexp_matches(title_lines.title, '(整体|部门|单位)(支出)?绩效') as is_department
    from untitled_blocks
    inner join title_lines on untitled_blocks.table_id = title_lines.table_id
),

subjects as (
    select
        table_id,
        row_no,
        row_no as figure_row_no,
        'block' as layout,
        printed_code,
        printed_name,
        null as statement,
        null as unit_name,
        is_department,
        false as is_unit,
        false as is_total
    from block_subjects
    -- A name beside neither money nor targets heads another kind of list.
    where
        (printed_name <> '' or is_department)
        and table_id in (
            select table_id from cells
            where label in ('budget', 'statement', 'level_3', 'department')
        )
    union all
    select
        table_id,
        row_no,
        figure_row_no,
        'list' as layout,
        null as printed_code,
        printed_name,
        statement,
        unit_name,
        false as is_department,
        is_unit,
        is_total
    from list_subjects
    union all
    select
        table_id,
        row_no,
        row_no as figure_row_no,
        'title' as layout,
        null as printed_code,
        printed_name,
        null as statement,
        null as unit_name,
        is_department,
        false as is_unit,
        false as is_total
    from title_subjects
    where printed_name is not null or is_department
),

-- A row without a target is a unit where projects follow it, or where it is called like one.
sums as (
    select
        subjects.*,
        subjects.is_unit
        and (
            not coalesce(
                lead(subjects.is_unit or subjects.is_total) over (
                    partition by subjects.table_id
                    order by subjects.row_no
                ),
                true
            )
            or exists (
                select 1 from suffixes
                where ends_with({{ compact('subjects.printed_name') }}, suffixes.suffix)
            )
        ) as is_unit_row
    from subjects
),

-- A code printed in front of the name (11000022Y000000439559-门户网站运维费) is not part of it.
named as (
    select
        subjects.* exclude (is_unit, is_unit_row),
        subjects.is_unit_row as is_unit,
        tables.document_id,
        tables.table_no,
        coalesce(
            {{ compact('subjects.printed_code') }},
            nullif(regexp_extract({{ compact('subjects.printed_name') }}, '^([0-9A-Z]{12,30})-', 1), '')
        ) as project_code,
        regexp_replace(subjects.printed_name, '^[0-9A-Z]{12,30}[-－]', '') as subject_name
    from sums as subjects
    inner join tables on subjects.table_id = tables.table_id
)

select
    table_id || '-' || row_no as subject_key,
    document_id,
    table_no,
    table_id,
    row_no,
    figure_row_no,
    table_no * 1000000 + row_no as position_no,
    layout,
    case
        when is_department then 'department'
        when is_total then 'total'
        when is_unit then 'unit'
        else 'project'
    end as subject_kind,
    nullif(project_code, '') as project_code,
    subject_name,
    nullif(statement, '') as statement,
    coalesce(
        unit_name,
        last_value(case when is_unit then subject_name end ignore nulls) over (
            partition by document_id, table_no
            order by row_no
            rows between unbounded preceding and current row
        )
    ) as budget_unit_label
from named
