-- One row per row of a list form, its texts by field, and whether it is an item of the list.
with

columns as (
    select * from {{ ref('int_list_column') }}
),

row_terms as (
    select * from {{ ref('list_row') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

-- A cell that spans rows speaks for each of them.
cells as (
    select
        cells.table_id,
        unnest(range(cells.row_no, cells.row_no + cells.row_span))::integer as row_no,
        cells.column_no,
        cells.column_span,
        cells.text_printed,
        cells.text_compact,
        cells.amount_printed,
        cells.decimals,
        cells.is_nothing,
        columns.form_code,
        columns.field
    from {{ ref('stg_cell') }} as cells
    inner join columns on cells.table_id = columns.table_id and cells.column_no = columns.column_no
    where not cells.is_header
),

-- Functional codes in one column, or in one each for class, section and item; what is printed once
-- holds for the rows below it.
code_parts as (
    select
        table_id,
        row_no,
        max(text_compact) filter (where field = 'functional_code' and not is_nothing) as whole_code,
        max(text_compact) filter (where field = 'code_class' and not is_nothing) as class_part,
        max(text_compact) filter (where field = 'code_section' and not is_nothing) as section_part,
        max(text_compact) filter (where field = 'code_item' and not is_nothing) as item_part
    from cells
    where field in ('functional_code', 'code_class', 'code_section', 'code_item') and column_span = 1
    group by table_id, row_no
),

filled_parts as (
    select
        *,
        last_value(class_part ignore nulls) over so_far as filled_class,
        last_value(section_part ignore nulls) over so_far as filled_section
    from code_parts
    window so_far as (
        partition by table_id
        order by row_no
        rows between unbounded preceding and current row
    )
),

codes as (
    select
        table_id,
        row_no,
        nullif(
            regexp_extract(
                coalesce(
                    whole_code,
                    case
                        when item_part is not null
                            then filled_class || lpad(filled_section, 2, '0') || lpad(item_part, 2, '0')
                        when section_part is not null then filled_class || lpad(section_part, 2, '0')
                        else class_part
                    end
                ),
                '^(2\d{2}(?:\d{2}){0,2})(?:\D|$)',
                1
            ),
            ''
        ) as functional_code
    from filled_parts
),

-- What may name a row: a name before a code of its own, a serial number last, a count never.
labels as (
    select
        table_id,
        row_no,
        text_compact as first_label,
        text_printed as first_label_printed,
        field as label_field,
        label_column_no
    from (
        select
            *,
            column_no as label_column_no
        from cells
        where
            not is_nothing
            and field not in (
                'amount',
                'quantity',
                'measure_unit',
                'functional_code',
                'code_class',
                'code_section',
                'code_item'
            )
    ) as naming_cells
    qualify
        row_number() over (
            partition by table_id, row_no
            order by
                regexp_full_match(text_compact, '\d{1,4}') and field = 'other',
                field = 'other',
                column_no
        ) = 1
    union all
    -- 合计 over the columns of codes.
    select
        table_id,
        row_no,
        min(text_compact) as first_label,
        min(text_printed) as first_label_printed,
        'code_class' as label_field,
        min(column_no) as label_column_no
    from cells
    where
        field in ('functional_code', 'code_class', 'code_section', 'code_item')
        and not is_nothing
        and not regexp_matches(text_compact, '\d')
    group by table_id, row_no
),

-- The words over the codes speak first: 合计 and a count beside it are the total.
row_labels as (
    select *
    from labels
    qualify
        row_number() over (
            partition by table_id, row_no
            order by label_field <> 'code_class', label_column_no
        ) = 1
),

printed_rows as (
    select
        table_id,
        row_no,
        any_value(form_code) as form_code,
        count(amount_printed) filter (where field = 'amount') > 0 as has_amounts,
        arg_min(amount_printed, column_no) filter (where field = 'amount') as first_amount,
        max(decimals) filter (where field = 'amount' and amount_printed is not null) as decimals,
        coalesce(bool_or(regexp_full_match(text_compact, '小计:?') and field <> 'amount'), false)
            as names_a_sum,
        max(text_printed) filter (where field = 'project_name' and not is_nothing) as project_name,
        max(text_printed) filter (where field = 'item_name' and not is_nothing) as item_text,
        max(text_compact) filter (where field = 'catalogue_code' and not is_nothing) as code_text,
        max(text_printed) filter (where field = 'category' and not is_nothing) as category,
        max(text_printed) filter (where field = 'service_name' and not is_nothing) as service_name,
        max(text_printed) filter (where field = 'function_name' and not is_nothing) as function_name,
        max(text_compact) filter (where field = 'unit_code' and not is_nothing) as unit_code,
        max(text_printed) filter (where field = 'unit_name' and not is_nothing) as unit_name,
        max(text_printed) filter (where field = 'measure_unit' and not is_nothing) as measure_unit,
        -- More of anything is a code or a number that ran together.
        max(amount_printed) filter (
            where field = 'quantity' and abs(amount_printed) <= 1000000000
        ) as quantity,
        max(text_printed) filter (where field = 'level_1' and not is_nothing) as level_1,
        max(text_printed) filter (where field = 'level_2' and not is_nothing) as level_2,
        max(text_printed) filter (where field = 'level_3' and not is_nothing) as level_3,
        max(
            case
                when field in ('item_name', 'project_name', 'service_name') then 4
                when field = 'level_3' then 3
                when field = 'level_2' then 2
                when field = 'level_1' then 1
            end
        ) filter (where not is_nothing) as name_depth
    from cells
    group by table_id, row_no
),

rows as (
    select
        printed_rows.*,
        row_labels.first_label,
        row_labels.first_label_printed,
        row_labels.label_field,
        row_labels.label_column_no,
        codes.functional_code,
        lead(printed_rows.project_name) over in_table as next_project_name,
        lead(printed_rows.item_text) over in_table as next_item_text,
        lead(printed_rows.code_text) over in_table as next_code_text,
        lead(printed_rows.name_depth) over in_table as next_name_depth
    from printed_rows
    left join row_labels
        on printed_rows.table_id = row_labels.table_id and printed_rows.row_no = row_labels.row_no
    left join codes on printed_rows.table_id = codes.table_id and printed_rows.row_no = codes.row_no
    window in_table as (partition by printed_rows.table_id order by printed_rows.row_no)
),

kinds as (
    select
        rows.table_id,
        rows.row_no,
        arg_min(row_terms.row_kind, row_terms.priority) as row_kind
    from rows
    inner join row_terms
        on
            row_terms.form_code in ('*', rows.form_code)
            and regexp_matches(rows.first_label, row_terms.must_match)
            and not regexp_matches(rows.first_label, coalesce(row_terms.must_not_match, '^$'))
    group by rows.table_id, rows.row_no
),

-- C04070100体检服务, A-货物: a code in front of a name.
coded as (
    select
        rows.*,
        kinds.row_kind,
        categories.category_code is not null as is_category,
        coalesce(
            nullif(regexp_extract(rows.code_text, '^[A-Z]\d*', 0), ''),
            nullif(regexp_extract(upper(rows.item_text), '^([ABC]\d{2,})\D', 1), '')
        ) as catalogue_code,
        nullif(
            regexp_replace(
                coalesce(
                    rows.item_text, rows.service_name, rows.level_3, rows.level_2, rows.function_name,
                    rows.category, rows.first_label_printed, ''
                ),
                '^([A-Z][-—–_.、]|[A-Z]\d{2,}[-—–_.、]?)', ''
            ),
            ''
        ) as item_name
    from rows
    left join kinds on rows.table_id = kinds.table_id and rows.row_no = kinds.row_no
    left join {{ ref('list_category') }} as categories
        on
            rows.form_code = categories.form_code
            and regexp_matches(rows.first_label, categories.must_match)
),

-- A form that names what is bought names it in its lines; rows without are sums of those below,
-- unless they name a project of their own (whose purchases some do not disclose). One that names neither
-- is a list of codes, and of those the longest are its lines.
shapes as (
    select
        table_id,
        count(*) filter (where has_amounts and row_kind is null and item_text is not null) > 0 as names_items,
        count(*) filter (
            where has_amounts
            and row_kind is null
            and coalesce(item_text, service_name, project_name) is not null
        ) = 0
        and count(functional_code) filter (where has_amounts and row_kind is null) > 0 as lists_codes,
        count(*) filter (where has_amounts and unit_code is not null) > 0
        and count(*) filter (where has_amounts and row_kind is null and unit_code is null)
        > 0 as has_unit_rows,
        count(*) filter (where has_amounts and row_kind is null and project_name is not null) > 0
            as names_projects,
        bool_or(form_code = 'fixed_assets' and {{ has_outline('first_label') }}) as numbers_lines
    from coded
    group by table_id
),

code_parents as (
    select distinct
        parents.table_id,
        parents.row_no
    from coded as parents
    inner join coded as children
        on
            parents.table_id = children.table_id
            and children.has_amounts
            and length(children.functional_code) > length(parents.functional_code)
            and starts_with(children.functional_code, parents.functional_code)
),

judged as (
    select
        coded.*,
        shapes.lists_codes,
        case
            when coded.row_kind is not null then coded.row_kind
            -- 小计 beside the unit whose purchases it sums; A above A02010105.
            when coded.names_a_sum then 'group'
            when
                starts_with(coded.next_code_text, coded.catalogue_code)
                and regexp_full_match(coded.next_code_text, '[A-Z]\d*')
                and coded.next_code_text <> coded.catalogue_code
                then 'group'
            when shapes.lists_codes and code_parents.row_no is not null then 'group'
            -- 货物类 above what is bought, a first level above a second.
            when shapes.names_items and coded.item_text is null and coded.is_category then 'group'
            -- A unit above what it buys.
            when
                coded.form_code = 'procurement'
                and coded.name_depth is null
                and coded.label_field = 'unit_name'
                and coded.next_name_depth = 4
                then 'group'
            when
                coded.form_code = 'service_purchase' and coded.name_depth < coded.next_name_depth
                then 'group'
            when
                shapes.names_items
                and coded.item_text is null
                and (
                    coded.project_name is null
                    or coded.unit_code is not null
                    or (coded.next_project_name is null and coded.next_item_text is not null)
                )
                then 'group'
            when
                coded.form_code = 'project_expenditure'
                and shapes.has_unit_rows
                and coded.unit_code is not null
                then 'group'
            when
                coded.form_code in ('project_expenditure', 'carried_forward_expenditure')
                and shapes.names_projects
                and coded.project_name is null
                then 'group'
            -- Below a sub-item (其中), further ones stand without a number: lines have one.
            when shapes.numbers_lines and not {{ has_outline('coded.first_label') }} then 'memo'
            else 'line'
        end as judged_kind
    from coded
    inner join shapes on coded.table_id = shapes.table_id
    left join code_parents on coded.table_id = code_parents.table_id and coded.row_no = code_parents.row_no
),

---------- projects below units or kinds of projects that only sums tell

suffixes as (
    select * from {{ ref('entity_suffix') }}
),

bodies as (
    select distinct judged.first_label
    from judged
    inner join suffixes
        on ends_with(regexp_replace(judged.first_label, '([(][^()]*[)]|本级)+$', ''), suffixes.suffix)
    where judged.form_code = 'project_expenditure'
),

heads as (
    select
        table_id,
        row_no,
        first_amount
    from judged
    where judged_kind in ('group', 'total') and first_amount <> 0
),

listed as (
    select
        judged.table_id,
        judged.row_no,
        judged.first_amount::decimal(28, 8) as figure,
        (0.5 / pow(10, max(coalesce(judged.decimals, 0)) over (partition by judged.table_id)))::decimal(28, 8)
            as half_unit,
        bodies.first_label is not null as is_body
    from judged
    left join bodies on judged.first_label = bodies.first_label
    where
        judged.form_code = 'project_expenditure'
        and judged.judged_kind = 'line'
        and judged.first_amount <> 0
        and not judged.lists_codes
),

-- Rows below each unit or total, and what it says they add up to; a list without either is one stretch.
stretches as (
    select
        listed.table_id,
        any_value(heads.first_amount)::decimal(28, 8) as head_amount,
        sum(listed.figure)::decimal(28, 8) as flat_amount,
        count(*) as row_count,
        any_value(listed.half_unit) as half_unit,
        list(listed.row_no order by listed.row_no) as row_nos,
        list(
            {{ first_step('listed.figure', 'listed.is_body') }} order by listed.row_no
        ) as steps
    from listed
    asof left join heads on listed.table_id = heads.table_id and listed.row_no > heads.row_no
    group by listed.table_id, heads.row_no
),

walks as (
    select
        stretches.*,
        depths.depth,
        {{ levels_by_sums('stretches.steps', 'depths.depth', 'stretches.half_unit') }} as walked
    from stretches
    cross join (values (1), (2)) as depths (depth)
),

results as (
    select
        table_id,
        depth,
        row_nos,
        row_count,
        half_unit,
        head_amount,
        flat_amount,
        string_split(struct_extract(walked, 'levels'), '') as levels,
        struct_extract(walked, 'projects') as projects,
        struct_extract(walked, 'body_count') as body_count,
        not struct_extract(walked, 'is_broken')
        and struct_extract(walked, 'outer_left') = 0
        and struct_extract(walked, 'inner_left') = 0 as is_whole
    from walks
),

-- The head says whether the projects add up to it, or all rows do; without one, sums are called like bodies.
depths_that_hold as (
    select
        table_id,
        depth
    from results
    group by table_id, depth
    having
        bool_and(
            is_whole
            and coalesce(
                abs(projects - head_amount) <= (row_count + 1) * half_unit,
                body_count * 2 >= len(list_filter(levels, lambda level: level <> '3'))
            )
        )
        and bool_or(coalesce(abs(flat_amount - head_amount) > (row_count + 1) * half_unit, true))
),

nested_rows as (
    select
        results.table_id,
        unnest(results.row_nos) as row_no,
        unnest(results.levels)::integer as level_no
    from results
    inner join depths_that_hold
        on results.table_id = depths_that_hold.table_id and results.depth = depths_that_hold.depth
    qualify results.depth = min(results.depth) over (partition by results.table_id)
),

nested_sums as (
    select * from nested_rows
    where level_no < 3
),

levelled as (
    select
        judged.* replace (
            if(nested_sums.row_no is null, judged.judged_kind, 'group') as judged_kind
        ),
        nested_sums.level_no as nested_level
    from judged
    left join nested_sums on judged.table_id = nested_sums.table_id and judged.row_no = nested_sums.row_no
)

select
    levelled.table_id,
    disclosure_tables.disclosure_key,
    levelled.row_no,
    levelled.form_code,
    levelled.judged_kind as row_kind,
    -- A line is called by what is bought, whatever stands in front of it.
    if(
        levelled.judged_kind = 'line',
        coalesce(
            levelled.item_text,
            levelled.service_name,
            levelled.level_3,
            levelled.level_2,
            levelled.project_name,
            levelled.function_name,
            levelled.first_label_printed
        ),
        coalesce(
            if(levelled.lists_codes, levelled.function_name, null),
            case levelled.label_field
                when 'catalogue_code' then coalesce(levelled.item_name, levelled.category)
                when 'unit_code' then coalesce(levelled.unit_name, levelled.project_name)
            end,
            levelled.first_label_printed
        )
    ) as line_label,
    levelled.project_name,
    levelled.item_name,
    levelled.catalogue_code,
    levelled.category,
    levelled.measure_unit,
    levelled.quantity,
    levelled.level_1,
    levelled.level_2,
    levelled.level_3,
    levelled.functional_code,
    levelled.unit_code,
    -- A unit printed once, in its first line or above its lines, is theirs.
    if(
        levelled.judged_kind = 'line',
        last_value(levelled.unit_name ignore nulls) over (
            partition by levelled.table_id
            order by levelled.row_no
            rows between unbounded preceding and current row
        ),
        levelled.unit_name
    ) as unit_name,
    levelled.lists_codes,
    -- Sums stand the further left the more they sum; units by the length of their codes.
    case
        when levelled.judged_kind <> 'group' then null
        when levelled.nested_level is not null then 100000 + levelled.nested_level
        when levelled.lists_codes then length(levelled.functional_code)
        -- A sum that only another column names (经济科目) stands beside the sums before it.
        when levelled.label_field = 'other'
            then
                coalesce(
                    max(levelled.label_column_no) filter (
                        where levelled.judged_kind = 'group' and levelled.label_field <> 'other'
                    ) over (partition by levelled.table_id),
                    levelled.label_column_no
                ) * 100
        else
            levelled.label_column_no * 100
            + if(levelled.unit_code is not null, length(levelled.unit_code), 0)
            + coalesce(length(levelled.catalogue_code), 0)
    end as group_level,
    -- 小计 says of what it is a sum only by where it stands: above its lines or below them.
    coalesce(regexp_matches(levelled.first_label, '(小计|合计)$'), false) as is_named_a_sum,
    levelled.has_amounts
from levelled
inner join disclosure_tables on levelled.table_id = disclosure_tables.table_id
where
    (levelled.has_amounts or levelled.quantity is not null)
    and levelled.judged_kind is distinct from 'header'
