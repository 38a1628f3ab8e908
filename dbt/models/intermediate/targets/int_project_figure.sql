-- The money and the plan of each project, and of the units and totals of a list: figures under the
-- columns of a list, or beside (for the months of a plan, below) the labels of a block.
with

cells as (
    select * from {{ ref('int_target_cell') }}
),

subjects as (
    select * from {{ ref('int_target_subject') }}
    where subject_kind in ('project', 'unit', 'total')
),

money_labels as (
    select labels.label
    from
        (
            values ('budget'),
            ('fiscal'),
            ('fiscal_fund'),
            ('carried_forward_in'),
            ('other'),
            ('own_level'),
            ('to_lower_levels'),
            ('whole_project'),
            ('whole_project_fiscal'),
            ('whole_project_carried_forward_in'),
            ('whole_project_other')
        ) as labels (label)
),

target_rows as (
    select * from {{ ref('int_target_row') }}
),

list_values as (
    select
        subjects.subject_key as project_key,
        target_values.label,
        target_values.header_text as label_text,
        target_values.table_id,
        target_values.anchor_row_no as row_no,
        target_values.anchor_column_no as column_no,
        target_values.anchor_column_no as label_column_no,
        1 as label_priority
    from subjects
    inner join {{ ref('int_target_value') }} as target_values
        on
            subjects.layout = 'list'
            and subjects.table_id = target_values.table_id
            and subjects.figure_row_no = target_values.row_no
            and target_values.anchor_row_no = target_values.row_no
    inner join money_labels on target_values.label = money_labels.label
),

block_labels as (
    select
        cells.*,
        cells.table_no * 1000000 + cells.row_no as position_no
    from cells
    inner join target_rows
        on cells.table_id = target_rows.table_id and cells.row_no = target_rows.row_no
    where
        (cells.label in (select label from money_labels) or starts_with(cells.label, 'plan_'))
        and target_rows.row_kind in ('block', 'data')
        -- Below a header, columns say what values are.
        and not exists (
            select 1
            from target_rows as headers
            where
                headers.table_id = target_rows.table_id
                and headers.row_no = target_rows.ruling_row_no
                and headers.row_kind <> 'block'
        )
),

words as (
    select * from {{ ref('target_word') }}
),

period_wordings as materialized (
    {{ wordings_of_kinds('cells', ['all_years', 'this_year'], is_bare=true) }}
),

-- 实施期 and 年度 over the columns of figures, or in front of the rows of labels, where both are printed.
period_words as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.row_span,
        cells.column_span,
        period_wordings.word_kind = 'all_years' as is_of_all_years
    from cells
    inner join period_wordings on cells.text_compact = period_wordings.text_compact
    -- A label of money (年度资金总额) speaks of its own figure.
    where coalesce(cells.label, 'statement') = 'statement'
),

periods as (
    select distinct period_words.*
    from period_words
    inner join period_words as others
        on
            period_words.table_id = others.table_id
            and period_words.is_of_all_years <> others.is_of_all_years
            and (period_words.row_no = others.row_no or period_words.column_no = others.column_no)
),

-- Figures in the columns of a heading of periods above the labels.
under_periods as (
    select
        labels.table_id,
        labels.row_no as label_row_no,
        labels.column_no as label_column_no,
        cells.column_no,
        labels.row_no,
        periods.is_of_all_years
    from block_labels as labels
    inner join periods
        on
            labels.table_id = periods.table_id
            and labels.row_no > periods.row_no
            and labels.column_no < periods.column_no
    inner join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no = cells.row_no
            and cells.column_no between periods.column_no and periods.column_no + periods.column_span - 1
            and cells.label is null
    where not starts_with(labels.label, 'plan_')
    qualify
        periods.row_no
        = max(periods.row_no) over (partition by labels.table_id, labels.row_no, labels.column_no)
),

-- A total word between a label and its figure is passed over; where the next cell is a label again,
-- figures stand below.
next_cells as (
    select
        labels.table_id,
        labels.row_no as label_row_no,
        labels.column_no as label_column_no,
        labels.row_span as label_row_span,
        cells.column_no,
        cells.label as next_label,
        cells.text_compact as next_text
    from block_labels as labels
    left join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no = cells.row_no
            and labels.column_no < cells.column_no
            and not exists (
                select 1 from words
                where
                    words.word_kind = 'sum_word'
                    and cells.label is null
                    and regexp_full_match(cells.text_compact, words.must_match)
            )
    where
        not starts_with(labels.label, 'plan_')
        and labels.own_figure is null
        and not exists (
            select 1
            from under_periods
            where
                under_periods.table_id = labels.table_id
                and under_periods.label_row_no = labels.row_no
                and under_periods.label_column_no = labels.column_no
        )
    qualify
        row_number() over (
            partition by labels.table_id, labels.row_no, labels.column_no
            order by cells.column_no
        ) = 1
),

beside as (
    select
        table_id,
        label_row_no,
        label_column_no,
        column_no,
        label_row_no as row_no
    from next_cells
    where
        column_no is not null
        and next_label is null
        -- A head over the labels of several rows (项目资金) has no figure of its own.
        and (label_row_span = 1 or regexp_matches(next_text, '^-?[0-9]'))
    union all by name
    select
        labels.table_id,
        labels.row_no as label_row_no,
        labels.column_no as label_column_no,
        labels.column_no,
        labels.row_no
    from block_labels as labels
    where labels.own_figure is not null
    union all by name
    select
        next_cells.table_id,
        next_cells.label_row_no,
        next_cells.label_column_no,
        cells.column_no,
        cells.row_no
    from next_cells
    inner join cells
        on
            next_cells.table_id = cells.table_id
            and next_cells.label_row_no + next_cells.label_row_span = cells.row_no
            and next_cells.label_column_no = cells.column_no
            and cells.label is null
    where next_cells.column_no is null or next_cells.next_label is not null
),

-- Labels beside the word for all years, which spans their rows.
rows_of_all_years as (
    select distinct
        labels.table_id,
        labels.row_no,
        labels.column_no
    from block_labels as labels
    inner join periods
        on
            labels.table_id = periods.table_id
            and labels.column_no > periods.column_no
            and labels.row_no between periods.row_no and periods.row_no + periods.row_span - 1
    where periods.is_of_all_years
),

below as (
    select
        labels.table_id,
        labels.row_no as label_row_no,
        labels.column_no as label_column_no,
        cells.column_no,
        cells.row_no
    from block_labels as labels
    inner join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no + 1 = cells.row_no
            and labels.column_no = cells.column_no
    where starts_with(labels.label, 'plan_')
),

block_values as (
    select
        subjects.subject_key as project_key,
        case
            when
                starts_with(labels.label, 'plan_')
                or not coalesce(places.is_of_all_years, rows_of_all_years.table_id is not null)
                then labels.label
            when labels.label = 'budget' then 'whole_project'
            else 'whole_project_' || replace(labels.label, 'fiscal_fund', 'fiscal')
        end as label,
        labels.text_compact as label_text,
        labels.table_id,
        places.row_no,
        places.column_no,
        labels.column_no as label_column_no,
        labels.label_priority
    from block_labels as labels
    inner join (
        select * from beside
        union all by name
        select * from below
        union all by name
        select * from under_periods
    ) as places
        on
            labels.table_id = places.table_id
            and labels.row_no = places.label_row_no
            and labels.column_no = places.label_column_no
    left join rows_of_all_years
        on
            labels.table_id = rows_of_all_years.table_id
            and labels.row_no = rows_of_all_years.row_no
            and labels.column_no = rows_of_all_years.column_no
    asof inner join subjects
        on labels.document_id = subjects.document_id and labels.position_no >= subjects.position_no
    where subjects.layout <> 'list' and subjects.table_id = labels.table_id
),

-- This year's money under a label that nobody reads: what is printed of all years is not this year's.
unread_years as (
    select distinct table_id
    from cells
    where
        label is null
        and regexp_matches(
            text_compact,
            '^(其中:?)?(本年度?|当年|年度|20[0-9]{2}年度?)[^0-9]{0,8}(资金|预算|金额|安排|投资|拨款|申请)'
        )
),

figures as (
    select
        places.* replace (
            if(
                places.label = 'budget' and places.label_priority = 3 and unread_years.table_id is not null,
                'whole_project',
                places.label
            ) as label
        ),
        cells.disclosure_key,
        cells.document_id,
        cells.text_printed,
        cells.page_no,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        nullif(
            regexp_extract(coalesce(cells.own_figure, cells.text_compact), '(亿元|万元|元)$', 1), ''
        ) as own_unit,
        ends_with(cells.text_compact, '%') as is_percent,
        regexp_replace(coalesce(cells.own_figure, cells.text_compact), '(亿元|万元|元|%)$', '') as figure_text
    from (
        select * from list_values
        union all
        select * from block_values
    ) as places
    inner join cells
        on
            places.table_id = cells.table_id
            and places.row_no = cells.row_no
            and places.column_no = cells.column_no
    left join unread_years on places.table_id = unread_years.table_id
    where cells.label is null or cells.own_figure is not null
),

-- A form that prints the money of all years beside that of this year is read in this year's column.
budgets as (
    select *
    from figures
    where label = 'budget'
    qualify row_number() over (partition by project_key order by label_priority, row_no, column_no) = 1
),

-- The money of all years: by its own label, or where one of its own names that of this year.
whole_projects as (
    select figures.*
    from figures
    left join budgets on figures.project_key = budgets.project_key
    where
        figures.label = 'whole_project'
        or (
            figures.label = 'budget'
            and figures.label_priority > budgets.label_priority
            and budgets.label_priority = 1
            and (figures.row_no, figures.column_no) <> (budgets.row_no, budgets.column_no)
        )
    qualify
        row_number() over (
            partition by figures.project_key
            order by figures.label_priority, figures.row_no, figures.column_no
        ) = 1
),

-- A fund is a part of the sum above it in its column of labels, else of the one before it in its row.
owners as (
    select
        funds.project_key,
        funds.row_no,
        funds.column_no,
        arg_max(
            sums.row_no || '-' || sums.column_no,
            (sums.label_column_no = funds.label_column_no, sums.row_no, sums.column_no)
        ) as owner_place
    from figures as funds
    inner join figures as sums
        on
            funds.project_key = sums.project_key
            and sums.label in ('budget', 'whole_project')
            and (
                (funds.label_column_no = sums.label_column_no and funds.row_no >= sums.row_no)
                or (funds.row_no = sums.row_no and funds.column_no > sums.column_no)
            )
    where funds.label in ('fiscal', 'fiscal_fund', 'carried_forward_in', 'other')
    group by funds.project_key, funds.row_no, funds.column_no
),

table_units as (
    select
        cells.table_id,
        max(nullif(regexp_extract(cells.text_compact, '[(](?:单位:)?(亿元|万元|千元|元)[)]', 1), '')) as label_unit
    from cells
    where cells.label in ('budget', 'fiscal') or regexp_matches(cells.text_compact, '资金.*[(](亿元|万元|千元|元)[)]')
    group by cells.table_id
),

-- A piece of a list on the next page, and a table between others, count in the unit of those before.
units as (
    select
        tables.table_id,
        last_value(coalesce(table_units.label_unit, units.printed_unit) ignore nulls) over (
            partition by tables.document_id
            order by tables.table_no
            rows between unbounded preceding and current row
        ) as printed_unit
    from (
        select distinct
            table_id,
            document_id,
            table_no
        from cells
    ) as tables
    left join {{ ref('int_table_unit') }} as units on tables.table_id = units.table_id
    left join table_units on tables.table_id = table_units.table_id
),

-- What is printed below the money of all years is a part of that. One kind of appropriation is a part of
-- the appropriation where that is printed, and else stands for it.
labelled as (
    select
        figures.* replace (
            case
                when
                    whole_projects.row_no = figures.row_no
                    and whole_projects.column_no = figures.column_no
                    then 'whole_project'
                when
                    figures.label in ('fiscal', 'fiscal_fund', 'carried_forward_in', 'other')
                    and whole_projects.row_no || '-' || whole_projects.column_no = owners.owner_place
                    then 'whole_project_' || replace(figures.label, 'fiscal_fund', 'fiscal')
                else replace(figures.label, 'fiscal_fund', 'fiscal')
            end as label
        ),
        owners.owner_place
    from figures
    left join whole_projects on figures.project_key = whole_projects.project_key
    left join owners
        on
            figures.project_key = owners.project_key
            and figures.row_no = owners.row_no
            and figures.column_no = owners.column_no
    where
        figures.label <> 'fiscal_fund'
        or figures.project_key not in (
            select fiscal_figures.project_key
            from figures as fiscal_figures
            where fiscal_figures.label = 'fiscal'
        )
)

select
    labelled.project_key,
    labelled.disclosure_key,
    labelled.document_id,
    labelled.label,
    labelled.label_text,
    labelled.table_id,
    labelled.row_no,
    labelled.column_no,
    labelled.text_printed,
    labelled.is_percent,
    -- Money of all years that stands for this year's, for want of another.
    budgets.label_priority = 3
    and coalesce(labelled.owner_place, labelled.row_no || '-' || labelled.column_no)
    = budgets.row_no || '-' || budgets.column_no as is_measure_unsure,
    {{ parse_amount('labelled.figure_text') }} as figure,
    {{ printed_decimals('labelled.figure_text') }} as decimals,
    coalesce(labelled.own_unit, units.printed_unit) as printed_unit,
    labelled.page_no,
    labelled.x0,
    labelled.top,
    labelled.x1,
    labelled.bottom
from labelled
left join budgets on labelled.project_key = budgets.project_key
left join units on labelled.table_id = units.table_id
where
    {{ parse_amount('labelled.figure_text') }} is not null
    and (
        (
            labelled.label = 'budget'
            and labelled.row_no = budgets.row_no
            and labelled.column_no = budgets.column_no
        )
        or starts_with(labelled.label, 'plan_')
        or starts_with(labelled.label, 'whole_project')
        or labelled.label in ('own_level', 'to_lower_levels')
        or (
            labelled.label in ('fiscal', 'carried_forward_in', 'other')
            and (
                budgets.row_no is null
                or labelled.owner_place is null
                or labelled.owner_place = budgets.row_no || '-' || budgets.column_no
            )
        )
    )
