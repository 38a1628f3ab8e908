with

forms as (
    select * from {{ ref('form') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

roles as (
    select
        *,
        case
            -- Names beside a column of codes are names of those codes.
            when
                column_role = 'label'
                and lag(column_role) over described_columns = 'code'
                and lag(column_no) over described_columns = column_no - 1
                then coalesce(lag(axis) over described_columns, axis)
            when column_role = 'code' and axis is null
                then last_value(axis ignore nulls) over (
                    partition by table_id, block_no, column_role
                    order by column_no
                    rows between unbounded preceding and current row
                )
            else axis
        end as row_axis
    from {{ ref('int_column_role') }}
    where column_role in ('label', 'code', 'unit_name', 'unit_code', 'ordinal')
    window described_columns as (partition by table_id, block_no order by column_no)
),

total_labels as (
    select * from {{ ref('total_label') }}
    where scope = 'rows'
),

-- Economic classes and items that a column of units lists below each unit are not units.
suffixes as (
    select * from {{ ref('entity_suffix') }}
),

economic_names as (
    select
        {{ loose_name('economic_name') }} as economic_name,
        -- An item's name may stand in several classes: int_name_code finds which.
        if(
            count(distinct economic_code) = 1 and max(length(economic_code)) = 3, min(economic_code), null
        ) as economic_code
    from {{ ref('economic_code') }}
    where regexp_full_match(economic_code, '3\d{2}(\d{2})?') and {{ loose_name('economic_name') }} <> '其他'
    group by {{ loose_name('economic_name') }}
),

-- 支出项目类别（资金使用单位）: units, and below each what it spends on. A form of projects is read as their list.
categories as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.text_compact
    from {{ ref('stg_cell') }} as cells
    inner join roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'unit_name'
            and regexp_matches(roles.header_path, '支出项目类别')
    inner join recognised on cells.table_id = recognised.table_id
    inner join forms on recognised.form_code = forms.form_code and forms.code_axis is not null
    where not cells.is_header and not cells.is_nothing
),

named_bodies as (
    select distinct categories.text_compact
    from categories
    inner join suffixes on {{ is_called_like_a_body('categories.text_compact', 'suffixes.suffix') }}
),

-- Where what a unit spends on is classes alone, their names tell them from units; among types and named
-- projects only the names of bodies are units.
category_cells as (
    select
        categories.table_id,
        categories.row_no,
        categories.column_no,
        regexp_matches(
            {{ without_line_number('categories.text_compact') }},
            '^(基本|项目|人员|公用|运转|专项)(类|经费|项目|公用)*(支出|经费)$'
        ) as is_type,
        economic_names.economic_name is not null as is_class,
        named_bodies.text_compact is not null as is_body
    from categories
    left join economic_names
        on {{ loose_name('categories.text_compact') }} = economic_names.economic_name
    left join named_bodies on categories.text_compact = named_bodies.text_compact
),

named_parts as (
    select
        table_id,
        row_no,
        column_no
    from category_cells
    qualify
        not is_body
        and (
            bool_or(is_type) over (partition by table_id, column_no)
            or not bool_or(is_class) over (partition by table_id, column_no)
        )
),

-- A cell that spans rows speaks for each of them; one that spans blocks, for each of those: a total
-- printed once over several breakdowns.
label_cells as (
    select
        cells.table_id,
        unnest(range(cells.row_no, cells.row_no + cells.row_span)) as row_no,
        cells.column_no,
        cells.row_span,
        cells.is_nothing,
        {{ in_chinese('cells.text_compact') }} as text_compact,
        cells.text_printed,
        case
            when roles.column_role = 'unit_name' and economic_names.economic_name is not null then 'label'
            when named_parts.table_id is not null then 'label'
            else roles.column_role
        end as column_role,
        -- Expenditure printed below revenue is a block of its own.
        {{ block_of_row() }} as block_no,
        roles.row_axis,
        -- 单位名称（科目）: the units and below each its codes, in one column.
        regexp_matches(
            roles.header_path,
            '(^|/|预算)(单位|部门)(名称)?[(/、及和或](支出)?(功能)?(分类)?科目|科目(名称)?[(/、及和或](预算)?(单位|部门)'
        ) as may_name_unit,
        roles.column_role = 'label'
        and roles.row_axis is null
        and regexp_full_match(roles.header_path, '(.*/)?(支出)?项目(名称)?') as is_project,
        min(roles.block_no) over cell_columns < max(roles.block_no) over cell_columns as spans_blocks,
        case
            when roles.column_role = 'unit_name' and named_parts.table_id is null
                then economic_names.economic_code
        end as named_economic_code,
        named_parts.table_id is not null as is_named_part
    from {{ ref('stg_cell') }} as cells
    inner join recognised on cells.table_id = recognised.table_id
    inner join roles
        on
            cells.table_id = roles.table_id
            and roles.column_no between cells.column_no and cells.column_no + cells.column_span - 1
    left join {{ ref('int_stacked_summary') }} as stacked on cells.table_id = stacked.table_id
    left join {{ ref('int_check_row') }} as checks
        on
            cells.table_id = checks.table_id
            and cells.row_no = checks.row_no
            and {{ block_of_row() }} = checks.block_no
    left join economic_names
        on
            if(roles.column_role = 'unit_name', {{ loose_name('cells.text_compact') }}, null)
            = economic_names.economic_name
    left join named_parts
        on
            cells.table_id = named_parts.table_id
            and cells.row_no = named_parts.row_no
            and cells.column_no = named_parts.column_no
    where
        not cells.is_header
        and recognised.layout in ('summary', 'rows', 'items')
        and checks.table_id is null
        -- A cell over more than the column of ordinals is none: 合计 over 序号 and name.
        and (roles.column_role <> 'ordinal' or cells.column_span = 1)
    window
        cell_columns as (partition by cells.table_id, cells.row_no, cells.column_no)
    qualify
        row_number() over (
            partition by cells.table_id, cells.row_no, cells.column_no, roles.block_no
            order by roles.column_no
        ) = 1
),

functional_names as (
    select distinct {{ loose_name('functional_name') }} as functional_name
    from {{ ref('functional_code') }}
),

-- In a form by code a line called like a body and printed without a code is a unit, whatever its column is
-- called; in one by function, where the other lines print theirs.
bodies as (
    select distinct
        label_cells.table_id,
        label_cells.text_compact
    from label_cells
    inner join recognised on label_cells.table_id = recognised.table_id
    inner join forms on recognised.form_code = forms.form_code
    inner join suffixes on {{ is_called_like_a_body('label_cells.text_compact', 'suffixes.suffix') }}
    where
        (
            forms.code_axis = 'economic'
            or (
                forms.code_axis = 'functional'
                and recognised.layout = 'rows'
                and label_cells.table_id in (
                    select table_id
                    from roles
                    where column_role = 'code'
                    union all
                    -- [207]文化旅游体育与传媒支出
                    select named_codes.table_id
                    from label_cells as named_codes
                    where
                        named_codes.column_role = 'label'
                        and regexp_matches(
                            named_codes.text_compact, '^[\[(]?(\d{3}|\d{5}|\d{7})[\])]?[-—–_.、]?\D'
                        )
                )
            )
        )
        and label_cells.column_role = 'label'
        and {{ loose_name('label_cells.text_compact') }} not in (select economic_name from economic_names)
        and {{ loose_name('label_cells.text_compact') }} not in (select functional_name from functional_names)
),

ordinals as (
    select
        table_id,
        row_no,
        max(nullif(text_compact, '')) as printed_row_no
    from label_cells
    where column_role = 'ordinal'
    group by table_id, row_no
),

-- Codes printed in one column, or in one column each for class, section and item.
code_parts as (
    select
        table_id,
        row_no,
        block_no,
        row_axis,
        column_no,
        nullif(regexp_replace(text_compact, '\D', '', 'g'), '') as part,
        row_number() over (partition by table_id, row_no, block_no, row_axis order by column_no) as part_no,
        count(*) over (partition by table_id, row_no, block_no, row_axis) as part_count
    from label_cells
    where column_role = 'code'
),

-- A class or section that is printed once for the rows below it is theirs too.
filled_parts as (
    select
        *,
        last_value(part ignore nulls) over (
            partition by table_id, block_no, row_axis, column_no
            order by row_no
            rows between unbounded preceding and current row
        ) as filled_part,
        max(case when part is not null then part_no end) over (
            partition by table_id, row_no, block_no, row_axis
        ) as last_printed_part_no
    from code_parts
),

told_parts as (
    select
        *,
        coalesce(part, filled_part) as told_part,
        first_value(coalesce(part, filled_part)) over (
            partition by table_id, row_no, block_no, row_axis
            order by part_no
        ) as class_part
    from filled_parts
    where part_no <= last_printed_part_no
),

codes as (
    select
        table_id,
        row_no,
        block_no,
        row_axis as axis,
        coalesce(
            -- 201 | 20103 | 2010301: the whole code in each column.
            max_by(told_part, part_no) filter (
                where part_no > 1 and length(told_part) > 3 and starts_with(told_part, class_part)
            ),
            -- A section or item printed without its leading zero.
            string_agg(
                if(part_no > 1 and length(told_part) = 1, '0' || told_part, told_part), '' order by part_no
            )
        ) as code,
        bool_or(part is null) as is_inherited
    from told_parts
    group by table_id, row_no, block_no, row_axis
),

glued as (
    select
        table_id,
        row_no,
        block_no,
        column_no,
        regexp_extract(text_compact, '^[\[(]?(\d{3}|\d{5}|\d{7})[\])]?[-—–_.、]?(\D.*)$', 1) as code
    from label_cells
    where column_role in ('label', 'code')
    union all
    -- 教育支出（205）: a code behind its name.
    select
        table_id,
        row_no,
        block_no,
        column_no,
        regexp_extract(text_compact, '^[^0-9]+[\[(](\d{3}|\d{5}|\d{7})[\])]$', 1) as code
    from label_cells
    where column_role = 'label' and regexp_full_match(text_compact, '[^0-9]+[\[(]\d{3,7}[\])]')
),

all_codes as (
    select
        table_id,
        row_no,
        block_no,
        code,
        is_inherited,
        axis
    from codes
    where regexp_full_match(code, '[1-9]\d{2}(\d{2}){0,2}')
    union all
    select
        table_id,
        row_no,
        block_no,
        code,
        false as is_inherited,
        case left(code, 1)
            when '2' then 'functional'
            when '3' then 'economic'
            when '5' then 'government_economic'
        end as axis
    from glued
    where regexp_full_match(code, '[235]\d{2}(\d{2}){0,2}')
    union all
    select
        table_id,
        row_no,
        block_no,
        named_economic_code as code,
        null as is_inherited,
        'economic' as axis
    from label_cells
    where named_economic_code is not null
),

row_codes as (
    select
        table_id,
        row_no,
        block_no,
        max(code) filter (where axis = 'functional') as functional_code,
        max(code) filter (where axis = 'economic') as economic_code,
        max(code) filter (where axis = 'government_economic') as government_economic_code,
        bool_or(is_inherited) as is_inherited
    from all_codes
    group by table_id, row_no, block_no
),

-- A wording is looked up once, however often it is printed: patterns from a table cost most of the time here.
total_wordings as materialized (
    select wordings.text_compact
    from (
        select distinct text_compact from label_cells
        where column_role <> 'ordinal'
    ) as wordings
    inner join total_labels
        on
            regexp_matches(rtrim(wordings.text_compact, ':'), total_labels.must_match)
            and not regexp_matches(
                rtrim(wordings.text_compact, ':'), coalesce(total_labels.must_not_match, '^$')
            )
    where total_labels.line_kind is not null
    group by wordings.text_compact
),

-- 公共安全支出 above 204 | 01: a class printed without its code. In a column of units, too, it is none of them,
-- by the classification, or because the document prints its code elsewhere.
names_of_codes as (
    select
        null::varchar as document_id,
        code,
        name
    from ({{ codes_and_names(loose_name) }}) as classifications
    where left(code, 1) in ('2', '3')
    union
    select
        recognised.document_id,
        coalesce(row_codes.functional_code, row_codes.economic_code) as code,
        {{ loose_name('label_cells.text_compact') }} as name
    from label_cells
    inner join recognised on label_cells.table_id = recognised.table_id
    inner join row_codes
        on
            label_cells.table_id = row_codes.table_id
            and label_cells.row_no = row_codes.row_no
            and label_cells.block_no = row_codes.block_no
    where label_cells.column_role = 'label' and not label_cells.is_nothing and not row_codes.is_inherited
),

codes_of_forms as (
    select
        label_cells.table_id,
        label_cells.row_no,
        label_cells.block_no,
        any_value(recognised.document_id) as document_id,
        any_value(
            if(forms.code_axis = 'economic', row_codes.economic_code, row_codes.functional_code)
        ) as code
    from label_cells
    inner join recognised on label_cells.table_id = recognised.table_id and recognised.layout = 'rows'
    inner join forms on recognised.form_code = forms.form_code and forms.code_axis is not null
    left join row_codes
        on
            label_cells.table_id = row_codes.table_id
            and label_cells.row_no = row_codes.row_no
            and label_cells.block_no = row_codes.block_no
    group by label_cells.table_id, label_cells.row_no, label_cells.block_no
),

coded_rows as (
    select
        *,
        first_value(code ignore nulls) over (
            partition by table_id, block_no
            order by row_no
            rows between 1 following and unbounded following
        ) as next_code
    from codes_of_forms
),

classes_without_codes as (
    select
        label_cells.table_id,
        label_cells.row_no,
        label_cells.block_no,
        arg_min(names_of_codes.code, length(names_of_codes.code)) filter (
            where starts_with(coded_rows.next_code, names_of_codes.code)
        ) as code
    from label_cells
    inner join coded_rows
        on
            label_cells.table_id = coded_rows.table_id
            and label_cells.row_no = coded_rows.row_no
            and label_cells.block_no = coded_rows.block_no
            and coded_rows.code is null
    inner join names_of_codes
        on
            {{ loose_name('label_cells.text_compact') }} = names_of_codes.name
            and coded_rows.document_id = coalesce(names_of_codes.document_id, coded_rows.document_id)
    where
        label_cells.column_role = 'label'
        and not label_cells.is_nothing
        and label_cells.text_compact not in (select total_wordings.text_compact from total_wordings)
        and not {{ is_sum_of_units_rows('label_cells.text_compact') }}
    group by label_cells.table_id, label_cells.row_no, label_cells.block_no
),

labels as (
    select
        label_cells.table_id,
        label_cells.row_no,
        label_cells.block_no,
        arg_max(
            label_cells.text_printed,
            if(label_cells.row_axis is not distinct from forms.code_axis, 1000, 0) + label_cells.column_no
            -- 小计 beside the item that it is of names nothing.
            - if(recognised.layout = 'items' and label_cells.text_compact in ('小计', '合计'), 1000, 0)
        ) filter (where label_cells.column_role = 'label' and not label_cells.is_nothing) as name_label,
        max(label_cells.text_printed) filter (
            where
            label_cells.column_role = 'unit_name'
            and not label_cells.is_nothing
            -- The sum of the rows above.
            and not {{ is_sum_of_units_rows('label_cells.text_compact') }}
        ) as unit_label,
        max(label_cells.text_printed) filter (
            where
            label_cells.column_role = 'unit_name'
            and {{ is_sum_of_units_rows('label_cells.text_compact') }}
        ) as sum_label,
        max(label_cells.text_printed) filter (
            where
            label_cells.column_role = 'label'
            and (
                label_cells.may_name_unit and classes_without_codes.table_id is null
                or bodies.text_compact is not null
            )
            and not label_cells.is_nothing
        ) as mixed_label,
        max(regexp_extract(label_cells.text_compact, '^\d{3,12}$')) filter (
            where label_cells.column_role = 'unit_code' and not label_cells.is_nothing
        ) as unit_code,
        min(label_cells.text_printed) filter (where not label_cells.is_nothing) as any_label,
        coalesce(
            bool_or(
                total_wordings.text_compact is not null
                -- 基本支出合计 in a form of nothing else.
                or regexp_full_match(
                    label_cells.text_compact,
                    '(本年)?' || if(forms.whole_measure = 'basic', '基本', '项目') || '支出(合计|总计)'
                ) and forms.whole_measure is not null
            ),
            false
        ) as has_total_label,
        max(label_cells.text_printed) filter (
            where
            label_cells.is_project and not label_cells.is_nothing
        ) as project_label,
        bool_or(label_cells.spans_blocks) as spans_blocks,
        bool_or(label_cells.is_named_part) as is_named_part
    from label_cells
    inner join recognised on label_cells.table_id = recognised.table_id
    inner join forms on recognised.form_code = forms.form_code
    left join bodies
        on label_cells.table_id = bodies.table_id and label_cells.text_compact = bodies.text_compact
    left join classes_without_codes
        on
            label_cells.table_id = classes_without_codes.table_id
            and label_cells.row_no = classes_without_codes.row_no
            and label_cells.block_no = classes_without_codes.block_no
    left join total_wordings on label_cells.text_compact = total_wordings.text_compact
    where label_cells.column_role <> 'ordinal'
    group by label_cells.table_id, label_cells.row_no, label_cells.block_no
),

-- 2040402 | 一般行政管理事务 above 2040402 | 一般行政管理事务 | 办案费, or 一般行政管理事务 above
-- 2040402 | 办案费: below the row of a code its projects, each with that code once more. They are parts of it,
-- called by their own names.
runs as (
    select
        coded_rows.table_id,
        coded_rows.row_no,
        coded_rows.block_no,
        labels.project_label,
        labels.name_label,
        coded_rows.code is null as is_named_only,
        coalesce(coded_rows.code, classes_without_codes.code) as code
    from coded_rows
    inner join labels
        on
            coded_rows.table_id = labels.table_id
            and coded_rows.row_no = labels.row_no
            and coded_rows.block_no = labels.block_no
    left join classes_without_codes
        on
            coded_rows.table_id = classes_without_codes.table_id
            and coded_rows.row_no = classes_without_codes.row_no
            and coded_rows.block_no = classes_without_codes.block_no
),

numbered_runs as (
    select
        *,
        count_if(begins_run) over (partition by table_id, block_no order by row_no) as run_no
    from (
        select
            *,
            coalesce(lag(code) over (partition by table_id, block_no order by row_no) <> code, true)
                as begins_run
        from runs
    ) as marked
    where code is not null
),

parts_of_codes as (
    select
        table_id,
        row_no,
        block_no,
        project_label,
        first_value(row_no) over run_rows as whole_row_no
    from numbered_runs
    window run_rows as (partition by table_id, block_no, run_no order by row_no)
    qualify
        row_no > first_value(row_no) over run_rows
        and if(
            first_value(is_named_only) over run_rows,
            name_label <> first_value(name_label) over run_rows,
            project_label is not null and first_value(project_label) over run_rows is null
        )
),

-- 305001 | | 某某小学 above rows of codes: what a unit's code stands beside is its name.
unit_rows as (
    select
        labels.table_id,
        labels.row_no,
        labels.block_no,
        labels.name_label
    from labels
    inner join recognised on labels.table_id = recognised.table_id
    where
        recognised.layout = 'rows'
        and labels.unit_code <> ''
        and (labels.table_id, labels.block_no) in (
            select (row_codes.table_id, row_codes.block_no) from row_codes
        )
)

select
    labels.table_id,
    labels.row_no,
    labels.block_no,
    ordinals.printed_row_no,
    coalesce(
        parts_of_codes.project_label,
        labels.name_label,
        labels.unit_label,
        labels.sum_label,
        labels.any_label
    ) as line_label,
    coalesce(parts_of_codes.project_label, labels.name_label) as name_label,
    -- 301 | 01 | 30101: the code of the row over again, in the column of units.
    if(
        labels.unit_code in (row_codes.functional_code, row_codes.economic_code),
        null,
        nullif(labels.unit_code, '')
    ) as unit_code,
    coalesce(
        labels.unit_label,
        case
            when row_codes.table_id is null and not labels.has_total_label
                then coalesce(labels.mixed_label, unit_rows.name_label)
        end
    ) as unit_label,
    labels.spans_blocks,
    -- What a unit spends on, of which nothing says how its parts make up the unit's row.
    labels.is_named_part and not labels.has_total_label as is_named_part,
    labels.has_total_label
    and row_codes.functional_code is null
    and row_codes.economic_code is null
    and row_codes.government_economic_code is null as is_total,
    coalesce(
        row_codes.functional_code,
        if(starts_with(classes_without_codes.code, '2'), classes_without_codes.code, null)
    ) as functional_code,
    coalesce(
        row_codes.economic_code,
        if(starts_with(classes_without_codes.code, '3'), classes_without_codes.code, null)
    ) as economic_code,
    row_codes.government_economic_code,
    case
        when classes_without_codes.code is not null then 'inferred_from_name'
        when row_codes.table_id is null then null
        when row_codes.is_inherited is null then 'inferred_from_name'
        when row_codes.is_inherited then 'inherited'
        else 'printed'
    end as code_source,
    -- The row of the code that this row is a part of.
    parts_of_codes.whole_row_no
from labels
left join row_codes
    on
        labels.table_id = row_codes.table_id
        and labels.row_no = row_codes.row_no
        and labels.block_no = row_codes.block_no
left join classes_without_codes
    on
        labels.table_id = classes_without_codes.table_id
        and labels.row_no = classes_without_codes.row_no
        and labels.block_no = classes_without_codes.block_no
left join parts_of_codes
    on
        labels.table_id = parts_of_codes.table_id
        and labels.row_no = parts_of_codes.row_no
        and labels.block_no = parts_of_codes.block_no
left join unit_rows
    on
        labels.table_id = unit_rows.table_id
        and labels.row_no = unit_rows.row_no
        and labels.block_no = unit_rows.block_no
left join ordinals on labels.table_id = ordinals.table_id and labels.row_no = ordinals.row_no
