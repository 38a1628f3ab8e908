-- One row per code, name and period of the functional and the two economic classifications.
-- A name of the seeds rules; a code met only in documents carries the name most often printed.
with

functional_seed as (
    select * from {{ ref('functional_code') }}
),

economic_seed as (
    select * from {{ ref('economic_code') }}
),

amounts as (
    select * from {{ ref('int_published_amount') }}
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

-- Only the innermost printed code of a row is named by the row's label.
labelled as (
    select
        case
            when economic_code is not null then 'department'
            when government_economic_code is not null then 'government'
            else 'functional'
        end as classification,
        coalesce(economic_code, government_economic_code, functional_code) as code,
        regexp_replace(line_label, '^\d+[-—–－_:：]*', '') as code_name
    from amounts
    where code_source = 'printed'
),

used as (
    select
        'functional' as classification,
        functional_code as code
    from amounts
    where functional_code is not null
    union
    select
        'department' as classification,
        economic_code as code
    from amounts
    where economic_code is not null
    union
    select
        'government' as classification,
        government_economic_code as code
    from amounts
    where government_economic_code is not null
),

-- A section and a class exist as soon as one of their items is printed.
known as (
    select
        classification,
        code
    from used
    union
    select
        classification,
        code
    from seeded
),

complete as (
    select
        classification,
        code
    from known
    union
    select
        classification,
        left(code, 5) as code
    from known
    where length(code) > 5
    union
    select
        classification,
        left(code, 3) as code
    from known
    where length(code) > 3
),

name_counts as (
    select
        classification,
        code,
        code_name,
        count(*) as times_printed
    from labelled
    where regexp_matches(code_name, '[\x{4E00}-\x{9FFF}]')
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
)

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
    ) as name_source
from complete
left join seeded
    on complete.classification = seeded.classification and complete.code = seeded.code
left join printed
    on complete.classification = printed.classification and complete.code = printed.code
where regexp_full_match(complete.code, '\d{3}(\d{2}){0,2}')
