{#
    The codes of lines that a form prints by name alone, class, section and item one below the other
    (农林水支出, 水利, 行政运行 …): in a form of codes without a column of codes, and in a summary without
    numbers. The order of the names is the evidence: a section is looked for in the class above it, an
    item in the section above it; names printed beside their codes elsewhere in the document go before
    those of the classification.
#}
with

recognised as (
    select
        recognised.table_id,
        recognised.document_id,
        recognised.layout,
        if(recognised.layout = 'summary', 'functional', forms.code_axis) as axis
    from {{ ref('int_recognised_table') }} as recognised
    inner join {{ ref('form') }} as forms on recognised.form_code = forms.form_code
    where recognised.layout in ('rows', 'summary')
),

labels as (
    select distinct
        rows.line_label,
        recognised.layout
    from {{ ref('int_form_row') }} as rows
    inner join recognised on rows.table_id = recognised.table_id
),

-- Totals and balances of a summary, numbered or not, are no lines of its classes.
summary_labels as (
    select distinct labels.line_label
    from labels
    inner join {{ ref('total_label') }} as summary_words
        on
            summary_words.scope = 'summary'
            and regexp_matches(rtrim({{ compact('labels.line_label') }}, ':'), summary_words.must_match)
            and not regexp_matches(
                rtrim({{ compact('labels.line_label') }}, ':'), coalesce(summary_words.must_not_match, '^$')
            )
    where labels.layout = 'summary'
),

-- Neither are 人员经费 and 公用经费 over the classes of each.
heading_labels as (
    select distinct labels.line_label
    from labels
    inner join {{ ref('total_label') }} as headings
        on
            headings.scope = 'heading'
            and regexp_matches(
                {{ without_line_number('coalesce(labels.line_label, \'\')') }}, headings.must_match
            )
            and not regexp_matches(
                {{ without_line_number('coalesce(labels.line_label, \'\')') }},
                coalesce(headings.must_not_match, '^$')
            )
    where labels.layout = 'rows'
),

form_rows as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        recognised.document_id,
        recognised.layout,
        recognised.axis,
        rows.line_label,
        {{ loose_name(bare_name(without_line_number('coalesce(rows.line_label, \'\')'))) }} as line_name,
        rows.unit_label,
        rows.functional_code,
        rows.economic_code,
        rows.government_economic_code,
        rows.code_source,
        rows.is_total
        or (recognised.layout = 'summary' and summary_labels.line_label is not null)
        or (recognised.layout = 'rows' and heading_labels.line_label is not null)
        or regexp_matches(
            {{ compact('coalesce(rows.line_label, \'\')') }},
            '(合计|总计|小计|结转|结余)[:：]?$|^(上年|年终|年末|结转)'
        ) as is_closing
    from {{ ref('int_form_row') }} as rows
    inner join recognised on rows.table_id = recognised.table_id
    left join summary_labels on rows.line_label = summary_labels.line_label
    left join heading_labels on rows.line_label = heading_labels.line_label
),

-- Only blocks that print neither a code nor a number: those say themselves whose part a line is.
bare_blocks as (
    select
        table_id,
        block_no
    from form_rows
    where axis in ('functional', 'economic')
    group by table_id, block_no
    having
        count(coalesce(functional_code, economic_code, government_economic_code)) filter (
            where code_source <> 'inferred_from_name'
        ) = 0
        and not bool_or(
            layout = 'summary'
            and not is_closing
            and regexp_matches(
                {{ compact('coalesce(line_label, \'\')') }},
                '^([一二三四五六七八九十]+[、.．:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.．]|[①-⑩])'
            )
        )
),

names as (
    select
        null::varchar as document_id,
        'functional' as axis,
        functional_code as code,
        {{ loose_name(bare_name('functional_name')) }} as line_name
    from {{ ref('functional_code') }}
    union
    select
        null as document_id,
        'economic' as axis,
        economic_code as code,
        {{ loose_name(bare_name('economic_name')) }} as line_name
    from {{ ref('economic_code') }}
    where economic_code like '3%'
    union
    select
        document_id,
        'functional' as axis,
        functional_code as code,
        line_name
    from form_rows
    where functional_code is not null and code_source <> 'inferred_from_name'
    union
    select
        document_id,
        'economic' as axis,
        economic_code as code,
        line_name
    from form_rows
    where economic_code is not null and code_source <> 'inferred_from_name'
),

bare_rows as (
    select form_rows.*
    from form_rows
    inner join bare_blocks
        on form_rows.table_id = bare_blocks.table_id and form_rows.block_no = bare_blocks.block_no
    where form_rows.line_name <> '' or form_rows.is_closing
),

-- The names that a row may mean, each with the row's document: those of the classification, and those that
-- the document prints beside their codes.
names_of_documents as (
    select
        wanted.document_id,
        wanted.axis,
        wanted.line_name,
        names.code,
        true as is_standard
    from (
        select distinct
            document_id,
            axis,
            line_name
        from bare_rows
    ) as wanted
    inner join names on wanted.axis = names.axis and wanted.line_name = names.line_name
    where names.document_id is null
    union all
    select
        document_id,
        axis,
        line_name,
        code,
        false as is_standard
    from names
    where document_id is not null
),

-- Items that have one name and one place in every section that has them: 行政运行 is 01 of each.
standard_items as (
    select
        axis,
        line_name,
        min(right(code, 2)) as place
    from names
    where length(code) = 7 and document_id is null
    group by axis, line_name
    having count(distinct left(code, 5)) >= 5 and count(distinct right(code, 2)) = 1
),

class_names as (
    select
        axis,
        line_name,
        min(code) as code
    from names
    where length(code) = 3 and document_id is null
    group by axis, line_name
    having count(distinct code) = 1
),

known_names as (
    select distinct
        axis,
        line_name
    from names
    where document_id is null
),

marked_rows as (
    select
        bare_rows.*,
        class_names.code as class_name_code,
        last_value(class_names.code ignore nulls) over (
            block_rows rows between unbounded preceding and 1 preceding
        ) as class_above,
        known_names.line_name is not null or bare_rows.is_closing as is_known,
        count(class_names.code) over (
            partition by bare_rows.table_id, bare_rows.block_no, class_names.code
        ) as class_count
    from bare_rows
    left join class_names
        on
            bare_rows.axis = class_names.axis
            and bare_rows.line_name = class_names.line_name
            and not bare_rows.is_closing
    left join known_names
        on bare_rows.axis = known_names.axis and bare_rows.line_name = known_names.line_name
    window block_rows as (partition by bare_rows.table_id, bare_rows.block_no order by bare_rows.row_no)
),

-- The name of a class may be an item's of that very class (其他资本性支出): below it, it is the item's.
repeated_names as (
    select distinct
        marked_rows.table_id,
        marked_rows.row_no,
        marked_rows.block_no
    from marked_rows
    inner join names
        on
            marked_rows.axis = names.axis
            and marked_rows.line_name = names.line_name
            and names.document_id is null
            and length(names.code) > 3
            and starts_with(names.code, marked_rows.class_above)
    where marked_rows.class_name_code = marked_rows.class_above
),

-- Where the classes are printed again and again, a name that no classification knows and that stands
-- right above a class, or above such a name, is the unit whose classes they are.
unit_rows as (
    select
        marked_rows.* exclude (class_name_code, class_above, class_count),
        if(repeated_names.table_id is null, marked_rows.class_name_code, null) as own_class,
        marked_rows.layout = 'rows'
        and not marked_rows.is_known
        and max(marked_rows.class_count) over (
            partition by marked_rows.table_id, marked_rows.block_no
        ) > 1
        and (
            lead(marked_rows.class_name_code) over block_rows is not null
            or (
                not lead(marked_rows.is_known) over block_rows
                and lead(marked_rows.class_name_code, 2) over block_rows is not null
            )
        ) as is_unit
    from marked_rows
    left join repeated_names
        on
            marked_rows.table_id = repeated_names.table_id
            and marked_rows.row_no = repeated_names.row_no
            and marked_rows.block_no = repeated_names.block_no
    window block_rows as (partition by marked_rows.table_id, marked_rows.block_no order by marked_rows.row_no)
),

-- A class begins a run of lines, a total or a unit ends one.
class_rows as (
    select
        *,
        last_value(
            case when is_closing or is_unit or unit_label is not null then '' else own_class end ignore nulls
        ) over block_rows as class_code,
        count(*) filter (
            where own_class is not null or is_closing or is_unit or unit_label is not null
        ) over block_rows as run_no
    from unit_rows
    window block_rows as (
        partition by table_id, block_no
        order by row_no
        rows between unbounded preceding and current row
    )
),

run_rows as (
    select
        *,
        row_number() over (partition by table_id, block_no, run_no, line_name order by row_no) as nth
    from class_rows
    where class_code <> ''
),

-- The name of a section may be an item's of that section too: printed again, it is the item's.
named_sections as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        rows.run_no,
        rows.axis,
        rows.document_id,
        rows.line_name,
        arg_min(names.code, (names.is_standard, names.code)) as own_section
    from run_rows as rows
    inner join names_of_documents as names
        on
            rows.document_id = names.document_id
            and rows.axis = names.axis
            and rows.line_name = names.line_name
            and length(names.code) = 5
            and left(names.code, 3) = rows.class_code
    left join names_of_documents as items
        on
            names.document_id = items.document_id
            and names.axis = items.axis
            and names.line_name = items.line_name
            and length(items.code) = 7
            and left(items.code, 5) = names.code
    where rows.own_class is null and (rows.nth = 1 or items.code is null)
    group by all
),

ordered_sections as (
    select
        *,
        max(own_section) over (
            partition by table_id, block_no, run_no
            order by row_no
            rows between unbounded preceding and 1 preceding
        ) as section_above
    from named_sections
),

-- Codes are printed in their order: a name that would go back behind the section above it, and is an
-- item's of that section, is the item's (公路水路运输 below 超长期特别国债安排的支出).
section_rows as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        any_value(rows.own_section) as own_section
    from ordered_sections as rows
    left join names_of_documents as items
        on
            rows.document_id = items.document_id
            and rows.axis = items.axis
            and rows.line_name = items.line_name
            and length(items.code) = 7
            -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
            and if(rows.own_section < rows.section_above, rows.section_above, null) = left(items.code, 5)
    group by rows.table_id, rows.row_no, rows.block_no
    having count(items.code) = 0
),

sectioned as (
    select
        run_rows.*,
        section_rows.own_section,
        last_value(section_rows.own_section ignore nulls) over (
            partition by run_rows.table_id, run_rows.block_no, run_rows.run_no
            order by run_rows.row_no
            rows between unbounded preceding and current row
        ) as section_code
    from run_rows
    left join section_rows
        on
            run_rows.table_id = section_rows.table_id
            and run_rows.row_no = section_rows.row_no
            and run_rows.block_no = section_rows.block_no
),

item_rows as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        arg_min(names.code, (names.is_standard, names.code)) as own_item
    from sectioned as rows
    inner join names_of_documents as names
        on
            rows.document_id = names.document_id
            and rows.axis = names.axis
            and rows.line_name = names.line_name
            and length(names.code) = 7
            and starts_with(names.code, coalesce(rows.section_code, rows.class_code))
    where rows.own_class is null and rows.own_section is null
    group by rows.table_id, rows.row_no, rows.block_no
    having max(rows.section_code) is not null or count(distinct names.code) = 1
),

standard_rows as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        rows.section_code || standard_items.place as own_item
    from sectioned as rows
    inner join standard_items
        on rows.axis = standard_items.axis and rows.line_name = standard_items.line_name
    where rows.own_class is null and rows.own_section is null and rows.section_code is not null
),

coded as (
    select
        sectioned.*,
        coalesce(
            sectioned.own_class, sectioned.own_section, item_rows.own_item, standard_rows.own_item
        ) as own_code,
        max(sectioned.row_no) filter (
            where coalesce(sectioned.own_section, item_rows.own_item, standard_rows.own_item) is not null
        ) over (
            partition by sectioned.table_id, sectioned.block_no, sectioned.run_no
        ) as last_coded_row_no,
        -- A line without a code that stands below a class and above any section: of which level it is,
        -- and those after it, nothing says.
        bool_or(
            coalesce(sectioned.own_class, sectioned.own_section, item_rows.own_item) is null
            and sectioned.section_code is null
            and sectioned.axis = 'functional'
        ) over (
            partition by sectioned.table_id, sectioned.block_no, sectioned.run_no
        ) as has_unknown_level
    from sectioned
    left join item_rows
        on
            sectioned.table_id = item_rows.table_id
            and sectioned.row_no = item_rows.row_no
            and sectioned.block_no = item_rows.block_no
    left join standard_rows
        on
            sectioned.table_id = standard_rows.table_id
            and sectioned.row_no = standard_rows.row_no
            and sectioned.block_no = standard_rows.block_no
),

-- A block whose names are classes alone needs no levels; it is read as it is printed.
levelled as (
    select
        *,
        max(last_coded_row_no) over (partition by table_id, block_no) as block_last_coded_row_no,
        -- Where one line of a section (or, of economic codes, of a class) has no code of its own, none has.
        bool_or(own_code is null) over (
            partition by table_id, block_no, run_no, if(axis = 'economic', '', coalesce(section_code, ''))
        ) as has_uncoded_part
    from coded
),

placed as (
    select
        table_id,
        row_no,
        block_no,
        axis,
        class_code,
        own_class,
        has_unknown_level and own_class is null as is_level_unknown,
        own_class is null
        and (own_section is null or axis = 'economic')
        and (own_code is null or has_uncoded_part) as is_part_of_code,
        case
            when has_unknown_level and own_class is null then null
            when own_class is not null then own_class
            when axis = 'economic' then if(has_uncoded_part, class_code, own_code)
            when own_section is not null then own_section
            when has_uncoded_part then coalesce(section_code, own_code)
            else own_code
        end as code
    from levelled
    where
        (block_last_coded_row_no is not null or (layout = 'rows' and own_class is not null))
        and (
            own_code is not null or section_code is not null or row_no < last_coded_row_no or layout = 'rows'
        )
),

parent_rows as (
    select
        placed.table_id,
        placed.row_no,
        placed.block_no,
        max_by(parents.row_no, (length(parents.code), parents.row_no)) as parent_row_no
    from placed
    inner join placed as parents
        on
            placed.table_id = parents.table_id
            and placed.block_no = parents.block_no
            and placed.row_no > parents.row_no
            and not parents.is_part_of_code
            and (
                (placed.code <> parents.code and starts_with(placed.code, parents.code))
                or (placed.is_part_of_code and placed.code = parents.code)
                or (placed.is_level_unknown and placed.class_code = parents.own_class)
            )
    group by placed.table_id, placed.row_no, placed.block_no
)

select
    placed.table_id,
    placed.row_no,
    placed.block_no,
    placed.axis,
    placed.code,
    placed.is_part_of_code and placed.code is not null as is_part_of_code,
    placed.is_level_unknown,
    null::varchar as unit_label,
    parent_rows.parent_row_no
from placed
left join parent_rows
    on
        placed.table_id = parent_rows.table_id
        and placed.row_no = parent_rows.row_no
        and placed.block_no = parent_rows.block_no
union all
select
    table_id,
    row_no,
    block_no,
    axis,
    null as code,
    false as is_part_of_code,
    false as is_level_unknown,
    line_label as unit_label,
    null as parent_row_no
from unit_rows
where is_unit and unit_label is null
