with

crosswalk as (
    select * from {{ ref('economic_crosswalk') }}
),

-- The name that holds now: a code of an earlier period keeps its last one.
names as (
    select
        economic_code,
        economic_name
    from {{ ref('dim_economic_code') }}
    qualify row_number() over (partition by economic_code order by valid_to_year desc nulls first) = 1
),

published as (
    select
        'section' as code_level,
        economic_code,
        government_economic_code,
        paid_by,
        source,
        valid_from_year,
        valid_to_year
    from crosswalk
    union all
    -- Classes meet where any of their sections do.
    select
        'class' as code_level,
        left(economic_code, 3) as economic_code,
        left(government_economic_code, 3) as government_economic_code,
        any_value(paid_by) as paid_by,
        min(source) filter (where source = 'scheme_2018') as source,
        min(valid_from_year) as valid_from_year,
        nullif(max(coalesce(valid_to_year, {{ last_year() }})), {{ last_year() }}) as valid_to_year
    from crosswalk
    group by left(economic_code, 3), left(government_economic_code, 3)
),

printed as (
    select
        code_level,
        economic_code,
        government_economic_code,
        cast(sum(amount_count) as bigint) as amount_count,
        cast(sum(disclosure_count) as bigint) as disclosure_count
    from ({{ everywhere('code_pair') }}) as printed_pairs
    group by code_level, economic_code, government_economic_code
),

pairs as (
    select
        coalesce(published.code_level, printed.code_level) as code_level,
        coalesce(published.economic_code, printed.economic_code) as economic_code,
        coalesce(published.government_economic_code, printed.government_economic_code)
            as government_economic_code,
        published.paid_by,
        published.source,
        published.valid_from_year,
        published.valid_to_year,
        coalesce(printed.amount_count, 0) as printed_amount_count,
        coalesce(printed.disclosure_count, 0) as printed_disclosure_count
    from published
    full outer join printed
        on
            published.economic_code = printed.economic_code
            and published.government_economic_code = printed.government_economic_code
)

select
    pairs.economic_code || '-' || pairs.government_economic_code as crosswalk_key,
    pairs.code_level,
    pairs.economic_code,
    department_names.economic_name,
    pairs.government_economic_code,
    government_names.economic_name as government_economic_name,
    coalesce(
        pairs.paid_by,
        case
            when left(pairs.government_economic_code, 3) in ('501', '502', '503', '504') then 'organ'
            when left(pairs.government_economic_code, 3) in ('505', '506') then 'institution'
            else 'any'
        end
    ) as paid_by,
    pairs.source is not null as is_published,
    coalesce(pairs.source, 'printed') as source,
    pairs.valid_from_year,
    pairs.valid_to_year,
    pairs.printed_disclosure_count,
    pairs.printed_amount_count
from pairs
left join names as department_names on pairs.economic_code = department_names.economic_code
left join names as government_names on pairs.government_economic_code = government_names.economic_code
