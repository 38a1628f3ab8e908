with

target_values as (
    select * from {{ ref('int_target_value') }}
),

subjects as (
    select * from {{ ref('int_target_subject') }}
    where subject_kind in ('project', 'department')
),

first_levels as (
    select * from {{ ref('target_level') }}
),

table_rows as (
    select
        disclosure_key,
        document_id,
        table_no,
        table_id,
        row_no,
        header_row_no,
        max(page_no) filter (where label = 'level_3') as page_no,
        max(text_printed) filter (where label = 'level_1') as level_1,
        max(text_printed) filter (where label = 'level_2') as level_2,
        max(text_printed) filter (where label = 'level_3') as level_3,
        max(text_printed) filter (where label = 'description') as description,
        max(text_printed) filter (where label = 'target') as target_text,
        max(text_compact) filter (where label = 'comparator') as comparator_text,
        max(text_printed) filter (where label = 'unit') as unit_text,
        max(text_printed) filter (where label = 'basis') as basis,
        max(row_span) filter (where label = 'level_2') as level_2_span,
        bool_or(label = 'level_2' and anchor_row_no = row_no and text_compact = '') as is_level_2_blank,
        max(anchor_column_no) filter (where label = 'level_3') as level_3_column_no,
        max(anchor_column_no) filter (where label = 'target') as target_column_no
    from target_values
    group by disclosure_key, document_id, table_no, table_id, row_no, header_row_no
),

-- A row that lost its empty first cell (a text file's row of tabs) stands one column to the left.
aligned as (
    select
        * replace (
            if(is_shifted, null, level_1) as level_1,
            if(is_shifted, level_1, level_2) as level_2,
            if(is_shifted, level_2, level_3) as level_3,
            if(is_shifted, level_3, description) as description,
            if(is_shifted, description, target_text) as target_text,
            if(is_shifted, target_text, basis) as basis
        )
    from (
        select
            *,
            coalesce(
                basis = ''
                and description is not null
                and regexp_matches(level_1, '^(数量|质量|时效|成本|经济|社会|生态|可持续)')
                and not regexp_matches(level_2, '指标$'),
                false
            ) as is_shifted
        from table_rows
    ) as table_rows
),

-- A note over the whole width is not an indicator.
indicator_rows as (
    select * from aligned
    where
        level_3_column_no is distinct from target_column_no
        and target_column_no is not null
        and coalesce(level_3, '') || coalesce(target_text, '') <> ''
),

-- Where every row prints its level, a row without one at the top of a page goes on from the page before.
placed as (
    select
        *,
        lag(page_no) over (partition by table_id order by row_no) as page_before,
        lag(header_row_no) over (partition by table_id order by row_no) as header_before,
        max(level_2_span) over (partition by table_id) as longest_span,
        count(*) filter (where is_level_2_blank) over (partition by table_id) as blank_count
    from indicator_rows
),

pieces as (
    select
        *,
        coalesce(
            is_level_2_blank
            and (page_no > page_before or header_row_no <> header_before)
            and (
                coalesce(level_3, '') = ''
                or coalesce(target_text, '') = ''
                or (longest_span = 1 and blank_count <= 2)
            ),
            false
        ) as is_piece
    from placed
),

runs as (
    select
        *,
        sum((not is_piece)::integer) over (
            partition by table_id
            order by row_no
            rows between unbounded preceding and current row
        ) as run_no
    from pieces
),

joined as (
    select
        disclosure_key,
        document_id,
        table_no,
        table_id,
        run_no,
        min(row_no) as row_no,
        min(page_no) as page_no,
        -- A cell over rows of several first levels (its lines between them are not drawn) names none.
        max(nullif(level_1, '')) filter (where not regexp_matches(level_1, '(指标.*){3}')) as level_1,
        max(nullif(level_2, '')) as level_2,
        string_agg(coalesce(level_3, ''), '' order by row_no) as level_3,
        string_agg(coalesce(description, ''), '' order by row_no) as description,
        string_agg(coalesce(target_text, ''), '' order by row_no) as target_text,
        string_agg(coalesce(comparator_text, ''), '' order by row_no) as comparator_text,
        string_agg(coalesce(unit_text, ''), '' order by row_no) as unit_text,
        string_agg(coalesce(basis, ''), '' order by row_no) as basis
    from runs
    group by disclosure_key, document_id, table_no, table_id, run_no
),

-- A level printed once stands for the rows below it too; where one column prints all levels
-- (产出指标数量指标…), they are told apart by their words.
levelled as (
    select
        level_1 as own_level_1,
        * replace (
            coalesce(
                last_value(level_1 ignore nulls) over through_row,
                nullif(regexp_extract(level_3, '^(成本|产出|效益|满意度)指标', 0), '')
            ) as level_1,
            coalesce(
                last_value(level_2 ignore nulls) over through_row,
                nullif(regexp_extract(level_3, '^(?:成本|产出|效益|满意度)指标(.{2,8}?指标)', 1), '')
            ) as level_2,
            case
                when level_1 is null and level_2 is null
                    then regexp_replace(level_3, '^(成本|产出|效益|满意度)指标.{2,8}?指标', '')
                else level_3
            end as level_3
        )
    from joined
    window through_row as (
        partition by table_id
        order by row_no
        rows between unbounded preceding and current row
    )
),

-- A wording is looked up once, however often it is printed.
known_levels as materialized (
    select
        wordings.level_2,
        first_levels.level_1
    from (select distinct level_2 from levelled) as wordings
    inner join first_levels
        on regexp_full_match({{ compact('wordings.level_2') }}, first_levels.must_match)
),

-- Below a blank cell of the first level, a second level that belongs to another one begins that (效益指标 is
-- left out above 社会效益指标).
placed_levels as (
    select
        levelled.* replace (
            case
                when
                    levelled.own_level_1 is null
                    and (
                        levelled.level_1 is null
                        or (
                            levelled.level_1 in (select others.level_1 from first_levels as others)
                            and levelled.level_1 <> first_levels.level_1
                        )
                    )
                    then coalesce(first_levels.level_1, levelled.level_1)
                else levelled.level_1
            end as level_1
        )
    from levelled
    left join known_levels as first_levels on levelled.level_2 = first_levels.level_2
),

compared as (
    select
        *,
        {{ compact('target_text') }} as target_compact,
        regexp_extract({{ compact('level_3') }}, '[(]([^()]{1,12})[)]$', 1) as level_unit,
        table_no * 1000000 + row_no as position_no
    from placed_levels
),

-- Joined in two steps: a left asof join with nothing on its right side loses the left one (DuckDB 1.4).
nearest as (
    select
        compared.table_id,
        compared.row_no,
        subjects.subject_key,
        subjects.subject_kind
    from compared
    asof inner join subjects
        on compared.document_id = subjects.document_id and compared.position_no >= subjects.position_no
)

select
    compared.table_id || '-' || compared.row_no as indicator_key,
    compared.disclosure_key,
    compared.document_id,
    compared.table_id,
    compared.row_no,
    compared.page_no,
    case when nearest.subject_kind = 'project' then nearest.subject_key end as project_key,
    coalesce(nearest.subject_kind, 'not_disclosed') as subject_kind,
    coalesce(compared.level_1, 'not_disclosed') as level_1,
    coalesce(compared.level_2, 'not_disclosed') as level_2,
    coalesce(nullif(compared.level_3, ''), 'not_disclosed') as level_3,
    nullif(compared.description, '') as description,
    -- The sign and the unit in columns of their own belong to the target.
    if(compared.comparator_text = '定性', '', compared.comparator_text)
    || compared.target_text || compared.unit_text as target_text,
    coalesce(
        {{ target_comparator('compared.target_compact') }},
        {{ target_comparator('compared.comparator_text') }}
    ) as comparator,
    {{ target_value('compared.target_compact') }} as target_value,
    case
        when {{ target_value('compared.target_compact') }} is not null
            then coalesce(
                {{ target_unit('compared.target_compact') }},
                nullif({{ compact('compared.unit_text') }}, ''),
                nullif(compared.level_unit, '')
            )
    end as target_unit,
    nullif(compared.basis, '') as basis
from compared
left join nearest
    on compared.table_id = nearest.table_id and compared.row_no = nearest.row_no
