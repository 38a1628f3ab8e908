-- One row per code and period in which neither its own name nor that of its class or section changes.
with

names as (
    select
        *,
        coalesce(valid_from_year, {{ first_year() }}) as from_year,
        coalesce(valid_to_year, {{ last_year() }}) as to_year
    from {{ ref('int_code_name') }}
),

codes as (
    select distinct
        classification,
        code
    from names
),

named_by as (
    select
        classification,
        code,
        unnest(list_distinct([code, left(code, 3), left(code, 5)])) as name_code
    from codes
),

-- A class that changes its name in 2019 ends a period of every code below it in 2018.
starts as (
    select
        codes.classification,
        codes.code,
        {{ first_year() }} as from_year
    from codes
    union
    select
        named_by.classification,
        named_by.code,
        names.from_year
    from named_by
    inner join names
        on named_by.classification = names.classification and named_by.name_code = names.code
),

periods as (
    select
        classification,
        code,
        from_year,
        coalesce(
            lead(from_year) over (partition by classification, code order by from_year) - 1,
            {{ last_year() }}
        ) as to_year
    from starts
)

select
    periods.classification,
    periods.code,
    periods.code
    || case when periods.from_year = {{ first_year() }} then '' else '-' || periods.from_year end as code_key,
    own.code_name,
    own.name_source,
    case length(periods.code) when 3 then 'class' when 5 then 'section' else 'item' end as code_level,
    classes.code as class_code,
    classes.code_name as class_name,
    sections.code as section_code,
    sections.code_name as section_name,
    nullif(periods.from_year, {{ first_year() }}) as valid_from_year,
    nullif(periods.to_year, {{ last_year() }}) as valid_to_year
from periods
inner join names as own
    on
        periods.classification = own.classification
        and periods.code = own.code
        and periods.from_year between own.from_year and own.to_year
inner join names as classes
    on
        periods.classification = classes.classification
        and left(periods.code, 3) = classes.code
        and periods.from_year between classes.from_year and classes.to_year
left join names as sections
    on
        periods.classification = sections.classification
        and if(length(periods.code) >= 5, left(periods.code, 5), null) = sections.code
        and periods.from_year between sections.from_year and sections.to_year
-- An item is no older than its section.
where length(periods.code) <= 5 or sections.code is not null
