-- One row per code, name and period of the functional and the two economic classifications.
-- A name of the seeds rules; a code met only in documents carries the name most often printed.
with

functional_seed as (
    select * from {{ ref('functional_code') }}
),

economic_seed as (
    select * from {{ ref('economic_code') }}
),

seeded as (
    select
        'functional' as classification,
        functional_code as code,
        functional_name as code_name,
        valid_from_year,
        valid_to_year,
        name_source
    from functional_seed
    union all
    select
        case when economic_code like '5%' then 'government' else 'department' end as classification,
        economic_code as code,
        economic_name as code_name,
        valid_from_year,
        valid_to_year,
        name_source
    from economic_seed
),

-- A section and a class exist as soon as one of their items is printed.
known as (
    select
        classification,
        code,
        first_used_year
    from ({{ everywhere('code_use') }}) as uses
    union all
    select
        classification,
        code,
        null as first_used_year
    from seeded
),

with_parents as (
    select * from known
    union all
    select
        classification,
        left(code, 5) as code,
        first_used_year
    from known
    where length(code) > 5
    union all
    select
        classification,
        left(code, 3) as code,
        first_used_year
    from known
    where length(code) > 3
),

complete as (
    select
        classification,
        code,
        min(first_used_year) as first_used_year
    from with_parents
    group by classification, code
),

name_counts as (
    select
        classification,
        code,
        code_name,
        sum(printed_count) as times_printed
    from ({{ everywhere('code_name') }}) as names
    group by classification, code, code_name
),

printed as (
    select
        classification,
        code,
        code_name
    from name_counts
    -- Of two names printed equally often the longer is the one no line end has cut.
    qualify
        row_number() over (
            partition by classification, code
            order by times_printed desc, length(code_name) desc, code_name
        ) = 1
),

named as (
    select
        complete.classification,
        complete.code,
        coalesce(seeded.code_name, printed.code_name, '未公开') as code_name,
        seeded.valid_from_year,
        seeded.valid_to_year,
        coalesce(
            seeded.name_source,
            case when printed.code_name is not null then 'printed' end,
            'not_disclosed'
        ) as name_source,
        complete.first_used_year
    from complete
    left join seeded
        on complete.classification = seeded.classification and complete.code = seeded.code
    left join printed
        on complete.classification = printed.classification and complete.code = printed.code
),

first_names as (
    select *
    from named
    qualify row_number() over (partition by classification, code order by valid_from_year nulls first) = 1
),

-- A code printed before the year it is said to begin in has the name that it begins with.
before_their_time as (
    select
        classification,
        code,
        code_name,
        null as valid_from_year,
        valid_from_year - 1 as valid_to_year,
        name_source,
        first_used_year
    from first_names
    where first_used_year < valid_from_year
),

complete_names as (
    select * from named
    union all
    select * from before_their_time
)

select
    classification,
    code,
    code_name,
    valid_from_year,
    valid_to_year,
    name_source
from complete_names
-- The first digit tells the classification; a code of another one was misread or misprinted.
where
    regexp_full_match(code, '\d{3}(\d{2}){0,2}')
    and starts_with(
        code,
        case classification
            when 'functional' then '2'
            when 'department' then '3'
            else '5'
        end
    )
