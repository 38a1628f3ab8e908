with

tables as (
    select * from {{ ref('stg_table') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

form_kinds as (
    select * from {{ ref('form') }}
),

entities as (
    select * from {{ ref('int_table_entity') }}
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

stated as (
    select
        tables.document_id,
        tables.table_id,
        tables.block_no,
        if(form_kinds.is_statutory, forms.form_code, null) as statutory_code,
        if(
            entities.entity_name is null,
            null,
            entities.entity_name || '|' || coalesce(entities.name_scope, '')
        ) as entity_mark,
        if(
            form_kinds.is_statutory and coalesce(table_years.fiscal_year, 0) > 0,
            table_years.fiscal_year || '|' || coalesce(forms.budget_stage, ''),
            null
        ) as year_mark
    from tables
    left join forms on tables.table_id = forms.table_id
    left join form_kinds on forms.form_code = form_kinds.form_code
    left join entities on tables.table_id = entities.table_id
    left join table_years on tables.table_id = table_years.table_id
),

entity_sets as (
    select
        document_id,
        entity_mark,
        coalesce(list(distinct statutory_code) filter (where statutory_code is not null), []) as codes,
        min(block_no) as first_block
    from stated
    where entity_mark is not null
    group by document_id, entity_mark
),

ranked_entities as (
    select
        *,
        first_value(codes) over (
            partition by document_id
            order by len(codes) desc, first_block
        ) as main_codes,
        row_number() over (
            partition by document_id
            order by len(codes) desc, first_block
        ) as set_rank
    from entity_sets
),

-- An entity has a disclosure of its own when it repeats the forms of the first: a name above one
-- table is that table's, and a name misspelt above a few forms repeats none.
own_entities as (
    select
        document_id,
        entity_mark
    from ranked_entities
    where set_rank = 1 or (len(codes) >= 3 and len(list_intersect(codes, main_codes)) >= 3)
),

with_entity as (
    select
        stated.document_id,
        stated.table_id,
        stated.block_no,
        stated.statutory_code,
        stated.year_mark,
        coalesce(
            last_value(own_entities.entity_mark ignore nulls) over (
                partition by stated.document_id
                order by stated.block_no
                rows between unbounded preceding and current row
            ),
            first_value(own_entities.entity_mark ignore nulls) over (
                partition by stated.document_id
                order by stated.block_no
                rows between current row and unbounded following
            ),
            ''
        ) as entity_mark
    from stated
    left join own_entities
        on
            stated.document_id = own_entities.document_id
            and stated.entity_mark = own_entities.entity_mark
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
    dense_rank() over (partition by document_id order by section_start) as section_no
from section_starts
