with

forms as (
    select * from {{ ref('int_recognised_table') }}
),

form_kinds as (
    select * from {{ ref('form') }}
),

bodies as (
    select * from {{ ref('int_table_body') }}
),

years as (
    select * from {{ ref('int_year_mention') }}
),

table_years as (
    select
        table_id,
        coalesce(
            mode(fiscal_year order by fiscal_year) filter (where place = 'header'),
            mode(fiscal_year order by fiscal_year) filter (where place = 'form_title')
        ) as fiscal_year
    from years
    where table_id is not null
    group by table_id
),

with_entity as (
    select
        bodies.document_id,
        bodies.table_id,
        bodies.block_no,
        bodies.entity_mark,
        bodies.is_unsure,
        if(form_kinds.is_statutory, forms.form_code, null) as statutory_code,
        if(
            form_kinds.is_statutory and coalesce(table_years.fiscal_year, 0) > 0,
            table_years.fiscal_year || '|' || coalesce(forms.budget_stage, ''),
            null
        ) as year_mark
    from bodies
    left join forms on bodies.table_id = forms.table_id
    left join form_kinds on forms.form_code = form_kinds.form_code
    left join table_years on bodies.table_id = table_years.table_id
),

year_sets as (
    select
        document_id,
        entity_mark,
        year_mark,
        list(distinct statutory_code) as codes,
        min(block_no) as first_block
    from with_entity
    where year_mark is not null
    group by document_id, entity_mark, year_mark
),

ranked_years as (
    select
        *,
        first_value(codes) over (
            partition by document_id, entity_mark
            order by len(codes) desc, first_block
        ) as main_codes,
        row_number() over (
            partition by document_id, entity_mark
            order by len(codes) desc, first_block
        ) as set_rank
    from year_sets
),

own_years as (
    select
        document_id,
        entity_mark,
        year_mark
    from ranked_years
    where set_rank = 1 or (len(codes) >= 3 and len(list_intersect(codes, main_codes)) >= 3)
),

with_year as (
    select
        with_entity.document_id,
        with_entity.table_id,
        with_entity.block_no,
        with_entity.entity_mark,
        with_entity.is_unsure,
        coalesce(
            last_value(own_years.year_mark ignore nulls) over (
                partition by with_entity.document_id, with_entity.entity_mark
                order by with_entity.block_no
                rows between unbounded preceding and current row
            ),
            first_value(own_years.year_mark ignore nulls) over (
                partition by with_entity.document_id, with_entity.entity_mark
                order by with_entity.block_no
                rows between current row and unbounded following
            ),
            ''
        ) as year_mark
    from with_entity
    left join own_years
        on
            with_entity.document_id = own_years.document_id
            and with_entity.entity_mark = own_years.entity_mark
            and with_entity.year_mark = own_years.year_mark
),

section_starts as (
    select
        *,
        min(block_no) over (partition by document_id, entity_mark, year_mark) as section_start
    from with_year
)

select
    table_id,
    document_id,
    block_no,
    nullif(split_part(entity_mark, '|', 1), '') as entity_name,
    nullif(split_part(entity_mark, '|', 2), '') as name_scope,
    is_unsure,
    dense_rank() over (partition by document_id order by section_start) as section_no
from section_starts
