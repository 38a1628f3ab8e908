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
        cells.text_printed,
        cells.text_compact,
        cells.amount_printed,
        cells.is_nothing,
        columns.form_code,
        columns.field
    from {{ ref('stg_cell') }} as cells
    inner join columns on cells.table_id = columns.table_id and cells.column_no = columns.column_no
    where not cells.is_header
),

rows as (
    select
        table_id,
        row_no,
        any_value(form_code) as form_code,
        count(amount_printed) filter (where field = 'amount') > 0 as has_amounts,
        -- A serial number names nothing.
        min_by(text_compact, (field = 'other', column_no))
        filter (where not is_nothing and field <> 'amount') as first_label,
        min_by(text_printed, (field = 'other', column_no))
        filter (where not is_nothing and field <> 'amount') as first_label_printed,
        max(text_printed) filter (where field = 'project_name' and not is_nothing) as project_name,
        max(text_printed) filter (where field = 'item_name' and not is_nothing) as item_text,
        max(text_compact) filter (where field = 'catalogue_code' and not is_nothing) as code_text,
        max(text_printed) filter (where field = 'category' and not is_nothing) as category,
        max(text_printed) filter (where field = 'service_name' and not is_nothing) as service_name,
        max(text_compact) filter (where field = 'unit_code' and not is_nothing) as unit_code,
        max(text_printed) filter (where field = 'measure_unit' and not is_nothing) as measure_unit,
        max(amount_printed) filter (where field = 'quantity') as quantity,
        lead(max(text_printed) filter (where field = 'project_name' and not is_nothing)) over (
            partition by table_id order by row_no
        ) as next_project_name,
        lead(max(text_printed) filter (where field = 'item_name' and not is_nothing)) over (
            partition by table_id order by row_no
        ) as next_item_text,
        max(text_printed) filter (where field = 'level_1' and not is_nothing) as level_1,
        max(text_printed) filter (where field = 'level_2' and not is_nothing) as level_2,
        max(text_printed) filter (where field = 'level_3' and not is_nothing) as level_3
    from cells
    group by table_id, row_no
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
        coalesce(
            nullif(regexp_extract(rows.code_text, '^[A-Z]\d*', 0), ''),
            nullif(regexp_extract(upper(rows.item_text), '^([ABC]\d{2,})\D', 1), '')
        ) as catalogue_code,
        nullif(
            regexp_replace(
                coalesce(
                    rows.item_text, rows.service_name, rows.level_3, rows.level_2, rows.category,
                    rows.first_label_printed, ''
                ),
                '^([A-Z][-—–_.、]|[A-Z]\d{2,}[-—–_.、]?)', ''
            ),
            ''
        ) as item_name
    from rows
    left join kinds on rows.table_id = kinds.table_id and rows.row_no = kinds.row_no
),

-- A form that names what is bought names it in its lines; rows without are sums of those below,
-- unless they name a project of their own (whose purchases some do not disclose).
shapes as (
    select
        table_id,
        count(*) filter (where has_amounts and row_kind is null and item_text is not null) > 0 as names_items,
        bool_or(form_code = 'fixed_assets' and {{ has_outline('first_label') }}) as numbers_lines
    from coded
    group by table_id
)

select
    coded.table_id,
    disclosure_tables.disclosure_key,
    coded.row_no,
    coded.form_code,
    case
        when coded.row_kind is not null then coded.row_kind
        when
            shapes.names_items
            and coded.item_text is null
            and (
                coded.project_name is null
                or coded.unit_code is not null
                or (coded.next_project_name is null and coded.next_item_text is not null)
            )
            then 'group'
        -- Below a sub-item (其中), further ones stand without a number: lines have one.
        when shapes.numbers_lines and not {{ has_outline('coded.first_label') }} then 'memo'
        else 'line'
    end as row_kind,
    coded.first_label_printed as line_label,
    coded.project_name,
    coded.item_name,
    coded.catalogue_code,
    coded.category,
    coded.measure_unit,
    coded.quantity,
    coded.level_1,
    coded.level_2,
    coded.level_3,
    coded.has_amounts
from coded
inner join shapes on coded.table_id = shapes.table_id
inner join disclosure_tables on coded.table_id = disclosure_tables.table_id
where
    (coded.has_amounts or coded.quantity is not null)
    and coded.row_kind is distinct from 'header'
