{# 单位 means both a unit of money and a body: only a currency word after it is a unit of money. #}
{% set unit_pattern = '(?:单位|人民币|计量|货币|金额)[:：(]?(?:为|人民币|RMB)?[:：(]?'
~ '(百万元|亿元|万元|千元|元)' %}

with

tables as (
    select * from {{ ref('stg_table') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

paragraphs as (
    select
        *,
        nullif(regexp_extract(text_compact, '{{ unit_pattern }}', 1), '') as stated_unit
    from {{ ref('stg_paragraph') }}
),

captions as (
    select
        table_id,
        coalesce(
            nullif(regexp_extract({{ remove_space('caption_folded') }}, '{{ unit_pattern }}', 1), ''),
            -- A unit alone on its line, with or without brackets.
            nullif(
                regexp_extract(
                    caption_folded, '(?:^|\n|\s)[(]?\s*(百万元|亿元|万元|千元|元)\s*[)]?\s*(?:$|\n)', 1
                ),
                ''
            ),
            -- 支出总表（千元）
            nullif(
                regexp_extract(caption_folded, '[(]\s*(百万元|亿元|万元|千元|元)\s*[)]\s*(?:$|\n)', 1), ''
            )
        ) as unit
    from tables
),

headers as (
    select
        table_id,
        max(nullif(regexp_extract(text_compact, '{{ unit_pattern }}', 1), '')) as labelled_unit,
        max(nullif(regexp_extract(text_compact, '[(](百万元|亿元|万元|千元|元)[)]', 1), '')) as bracketed_unit,
        count(distinct nullif(regexp_extract(text_compact, '[(](百万元|亿元|万元|千元|元)[)]', 1), ''))
            as bracketed_unit_count
    from cells
    where is_header or row_no <= 4
    group by table_id
),

-- A unit printed on the table's page outside any caption, when the page says only one.
pages as (
    select
        tables.table_id,
        min(paragraphs.stated_unit) as unit,
        count(distinct paragraphs.stated_unit) as unit_count
    from tables
    inner join paragraphs
        on tables.document_id = paragraphs.document_id and tables.page_first = paragraphs.page_no
    where length(paragraphs.text_compact) <= 60
    group by tables.table_id
),

-- 注：本表金额单位为万元, below the table.
notes as (
    select
        tables.table_id,
        min(paragraphs.stated_unit) as unit,
        count(distinct paragraphs.stated_unit) as unit_count
    from (
        select
            *,
            lead(block_no) over (partition by document_id order by block_no) as next_block_no
        from tables
    ) as tables
    inner join paragraphs
        on
            tables.document_id = paragraphs.document_id
            and paragraphs.block_no between tables.block_no + 1 and tables.block_no + 3
            and paragraphs.block_no < coalesce(tables.next_block_no, paragraphs.block_no + 1)
    where regexp_matches(paragraphs.text_compact, '^[(]?(注|备注|说明|附注)')
    group by tables.table_id
),

-- 12.5万元: the cells say it themselves.
cell_units as (
    select
        table_id,
        min(own_unit) as unit
    from cells
    where not is_header and amount_printed is not null
    group by table_id
    having count(distinct own_unit) = 1 and count(own_unit) * 2 >= count(*)
),

-- The text above a table may state one of its figures with its unit (固定资产金额为2413.60万元, see below).
figures_above as (
    select
        tables.table_id,
        unnest(
            regexp_extract_all(
                paragraphs.text_compact, '\d[\d,]*\.\d+(?:百万元|亿元|万元|千元|元)'
            )
        ) as figure_text
    from tables
    inner join paragraphs
        on
            tables.document_id = paragraphs.document_id
            and paragraphs.block_no between tables.block_no - 3 and tables.block_no - 1
),

units_above as (
    select
        figures.table_id,
        min(figures.unit) as unit,
        count(distinct figures.unit) as unit_count
    from (
        select
            table_id,
            regexp_extract(figure_text, '(百万元|亿元|万元|千元|元)$') as unit,
            try_cast(
                replace(regexp_extract(figure_text, '^[\d,.]+'), ',', '') as decimal(28, 8)
            ) as figure,
            length(regexp_extract(figure_text, '\.(\d+)', 1)) as decimals
        from figures_above
    ) as figures
    inner join cells
        on
            figures.table_id = cells.table_id
            and figures.figure >= 10
            and abs(cells.amount_printed - figures.figure) <= 0.5 / pow(10, figures.decimals)
    group by figures.table_id
)

select
    tables.table_id,
    case
        when captions.unit is not null then captions.unit
        when headers.labelled_unit is not null then headers.labelled_unit
        when headers.bracketed_unit_count = 1 then headers.bracketed_unit
        when pages.unit_count = 1 then pages.unit
        when notes.unit_count = 1 then notes.unit
        when units_above.unit_count = 1 then units_above.unit
        else cell_units.unit
    end as printed_unit,
    case
        when captions.unit is not null then 'unit in the caption'
        when headers.labelled_unit is not null then 'unit in a header row'
        when headers.bracketed_unit_count = 1 then 'unit in a column header'
        when pages.unit_count = 1 then 'unit on the page'
        when notes.unit_count = 1 then 'unit in a note below the table'
        when units_above.unit_count = 1 then 'unit of the same figure in the text above it'
        when cell_units.unit is not null then 'unit in the cells'
    end as unit_evidence
from tables
left join captions on tables.table_id = captions.table_id
left join headers on tables.table_id = headers.table_id
left join pages on tables.table_id = pages.table_id
left join notes on tables.table_id = notes.table_id
left join units_above on tables.table_id = units_above.table_id
left join cell_units on tables.table_id = cell_units.table_id
