-- Only tables that speak of indicators or targets, and that are no other form.
with

cells as (
    select * from {{ ref('stg_cell') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

other_forms as (
    select table_id from {{ ref('int_recognised_table') }}
    where form_code not in ('project_performance', 'department_performance')
),

candidate_tables as (
    select disclosure_tables.*
    from disclosure_tables
    left join other_forms on disclosure_tables.table_id = other_forms.table_id
    where
        other_forms.table_id is null
        and disclosure_tables.table_id in (
            select table_id from cells
            where regexp_matches(text_compact, '绩效|指标值|目标值|项目名称')
        )
),

labels as (
    select * from {{ ref('target_label') }}
),

years as (
    select
        disclosure_key,
        fiscal_year
    from {{ ref('int_disclosure') }}
),

-- A wording without the figure that stands in its cell (年度资金总额：240.00); the year in question is
-- this year, and another one is another.
texts as materialized (
    select distinct
        cells.table_id,
        cells.text_compact,
        nullif(
            regexp_extract(
                cells.text_compact, '^[^0-9]+?(-?[0-9][0-9,]*(\.[0-9]+)?(亿元|万元|元)?)$', 1
            ),
            ''
        ) as own_figure,
        coalesce(
            replace(
                regexp_replace(
                    cells.text_compact, '^([^0-9]+?)-?[0-9][0-9,]*(\.[0-9]+)?(亿元|万元|元)?$', '\1'
                ),
                years.fiscal_year || '年',
                '本年'
            ),
            cells.text_compact
        ) as wording
    from cells
    inner join candidate_tables on cells.table_id = candidate_tables.table_id
    left join years on candidate_tables.disclosure_key = years.disclosure_key
    where length(cells.text_compact) between 2 and 24 and cells.amount_printed is null
),

-- A wording has one meaning, and is looked up once however often it is printed.
bare_wordings as materialized (
    select
        wording,
        {{ bare_label('wording') }} as bare_text
    from texts
    group by wording
),

wordings as (
    select
        bare_wordings.wording,
        labels.label,
        labels.priority
    from bare_wordings
    inner join labels
        on
            regexp_full_match(bare_wordings.bare_text, labels.must_match)
            and not regexp_full_match(bare_wordings.bare_text, coalesce(labels.must_not_match, '^$'))
    qualify
        row_number() over (partition by bare_wordings.wording order by labels.priority, labels.label) = 1
),

labels_of_texts as (
    select distinct
        texts.table_id,
        texts.text_compact,
        texts.own_figure,
        wordings.label,
        wordings.priority
    from texts
    inner join wordings on texts.wording = wordings.wording
    -- Behind other labels a number is a part of the value (项目2).
    where
        texts.own_figure is null
        or wordings.label in ('budget', 'fiscal', 'fiscal_fund', 'carried_forward_in', 'other')
),

labelled as (
    select
        candidate_tables.disclosure_key,
        candidate_tables.document_id,
        tables.table_no,
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.row_span,
        cells.column_span,
        cells.is_header,
        {{ without_markup('cells.text_printed') }} as text_printed,
        cells.text_compact,
        cells.page_no,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        labels_of_texts.own_figure,
        labels_of_texts.label,
        labels_of_texts.priority as label_priority
    from cells
    inner join candidate_tables on cells.table_id = candidate_tables.table_id
    inner join tables on cells.table_id = tables.table_id
    left join labels_of_texts
        on
            cells.table_id = labels_of_texts.table_id
            and cells.text_compact = labels_of_texts.text_compact
),

-- A header printed again on the next page may be cut off by its cell (项目总 for 项目总额): it names what
-- the cell names in the same place of the first header.
header_names as (
    select
        table_id,
        column_no,
        column_span,
        row_span,
        text_compact,
        label,
        label_priority
    from labelled
    where is_header and label is not null
    qualify
        row_number() over (partition by table_id, column_no, column_span, row_span order by row_no) = 1
),

named_by_headers as (
    select
        labelled.table_id,
        labelled.row_no,
        labelled.column_no,
        header_names.label,
        header_names.label_priority
    from labelled
    inner join header_names
        on
            labelled.is_header
            and labelled.label is null
            and labelled.text_compact <> ''
            and labelled.table_id = header_names.table_id
            and labelled.column_no = header_names.column_no
            and labelled.column_span = header_names.column_span
            and labelled.row_span = header_names.row_span
            -- Another label in the same place of a sheet's next row (主管部门 below 项目名称) names another thing.
            and (
                starts_with(header_names.text_compact, labelled.text_compact)
                or (
                    length(labelled.text_compact) > 2
                    and levenshtein(header_names.text_compact, labelled.text_compact) = 1
                )
            )
)

select
    labelled.* exclude (is_header, label, label_priority),
    coalesce(labelled.label, named_by_headers.label) as label,
    coalesce(labelled.label_priority, named_by_headers.label_priority) as label_priority
from labelled
left join named_by_headers
    on
        labelled.table_id = named_by_headers.table_id
        and labelled.row_no = named_by_headers.row_no
        and labelled.column_no = named_by_headers.column_no
