-- The money and the plan of each project, and of the units and totals of a list: figures under the columns of a list, or beside (for the
-- months of a plan, below) the labels of a block.
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
            ('whole_project')
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

beside as (
    select
        labels.table_id,
        labels.row_no as label_row_no,
        labels.column_no as label_column_no,
        min(cells.column_no) as column_no,
        labels.row_no
    from block_labels as labels
    inner join cells
        on
            labels.table_id = cells.table_id
            and labels.row_no = cells.row_no
            and labels.column_no < cells.column_no
    where not starts_with(labels.label, 'plan_')
    group by all
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
        labels.label,
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
    ) as places
        on
            labels.table_id = places.table_id
            and labels.row_no = places.label_row_no
            and labels.column_no = places.label_column_no
    asof inner join subjects
        on labels.document_id = subjects.document_id and labels.position_no >= subjects.position_no
    where subjects.layout <> 'list' and subjects.table_id = labels.table_id
),

figures as (
    select
        places.*,
        cells.disclosure_key,
        cells.document_id,
        cells.text_printed,
        cells.page_no,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        nullif(regexp_extract(cells.text_compact, '(亿元|万元|元)$', 1), '') as own_unit,
        ends_with(cells.text_compact, '%') as is_percent,
        regexp_replace(cells.text_compact, '(亿元|万元|元|%)$', '') as figure_text
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
    where cells.label is null
),

-- A form that prints the money of all years beside that of this year is read in this year's column.
budgets as (
    select *
    from figures
    where label = 'budget'
    qualify row_number() over (partition by project_key order by label_priority, row_no, column_no) = 1
),

-- The money of all years, where a label of its own names that of this year.
whole_projects as (
    select figures.*
    from figures
    inner join budgets on figures.project_key = budgets.project_key
    where
        figures.label = 'budget'
        and figures.label_priority > budgets.label_priority
        and budgets.label_priority = 1
        and (figures.row_no, figures.column_no) <> (budgets.row_no, budgets.column_no)
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
            and sums.label = 'budget'
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
            select project_key from figures
            where label = 'fiscal'
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
