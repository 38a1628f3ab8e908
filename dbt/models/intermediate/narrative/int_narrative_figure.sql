with

passages as (
    select * from {{ ref('int_narrative_passage') }}
    where disclosure_key is not null and is_read and not is_heading
),

-- Text and figures take turns: [text, figure, text, figure, text].
pieces as (
    select
        passage_key,
        string_split(
            regexp_replace(passage_text, '({{ figure_pattern() }})', chr(31) || '\1' || chr(31), 'g'), chr(31)
        ) as pieces
    from passages
),

figures as (
    select
        passage_key,
        figure_no,
        pieces[2 * figure_no - 1] as text_before,
        pieces[2 * figure_no] as figure_text,
        coalesce(pieces[2 * figure_no + 1], '') as text_after,
        length(array_to_string(pieces[1:2 * figure_no - 1], '')) as figure_start,
        array_to_string(pieces[1:2 * figure_no - 1], '') as text_so_far
    from (
        select
            passage_key,
            pieces,
            unnest(range(1, len(pieces) // 2 + 1)) as figure_no
        from pieces
    ) as numbered
),

-- The clause that leads to the figure: what stands after the last stop, or in the bracket that is open.
led as (
    select
        *,
        {{ without_outline(
            "regexp_replace(regexp_extract(text_before, '" ~ lead_of_a_figure() ~ "'), '^.*\\(([^)]*)$', '\\1')"
        ) }} as lead_text,
        regexp_extract(text_before, '[^。;]*$') as clause_text,
        length(regexp_replace(text_so_far, '[^。]', '', 'g')) as sentence_no,
        length(regexp_replace(text_so_far, '[^。;]', '', 'g')) as clause_no
    from figures
),

units as (
    select
        *,
        regexp_extract(figure_text, '(亿元|百万元|万元|千元|元|%)$') as printed_unit,
        replace(regexp_extract(figure_text, '^-?[\d,.]+'), ',', '') as number_text
    from led
)

select
    units.passage_key,
    passages.document_id,
    passages.disclosure_key,
    passages.passage_no,
    passages.passage_text,
    passages.heading,
    passages.heading_fund_code,
    passages.topic,
    units.figure_no,
    passages.paragraph_nos[
        list_position(list_transform(passages.text_ends, text_end -> text_end > units.figure_start), true)
    ] as paragraph_no,
    units.sentence_no,
    units.clause_no,
    units.text_before,
    units.clause_text,
    units.lead_text,
    units.figure_text,
    units.text_after,
    nullif(units.printed_unit, '') as printed_unit,
    {{ known_number("nullif(units.number_text, '')") }} as printed_number,
    length(regexp_extract(units.number_text, '\.(\d+)', 1)) as decimals,
    -- A threshold, a price or a range of figures is not a figure of this budget.
    regexp_matches(units.text_after, '^(\(含\)|\(不含\))?(以上|以下|以内|/|每|左右)')
    -- 各是1000.00,990.00万元: of the figures before the unit only the last has one, and whose it is nobody says
    or regexp_matches(units.text_before, '\d[,、和与及]$')
    or regexp_matches(units.text_before, '[\d.-]$|(单价|单位价值|每人|每月|每年|超过|不超过|不高于|不低于)$')
        as is_threshold
from units
inner join passages on units.passage_key = passages.passage_key
-- A figure out of range is no figure; one without digits (没有) says that there is no money.
where units.number_text = '' or {{ known_number('units.number_text') }} is not null
