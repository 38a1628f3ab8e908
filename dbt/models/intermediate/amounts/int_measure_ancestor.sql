with recursive

measures as (
    select * from {{ ref('measure') }}
),

sources_of_money as (
    select * from {{ ref('fund_source') }}
),

source_codes as (
    select fund_source_code as source_code
    from sources_of_money
    where fund_source_code not in (select expenditure_type_code from {{ ref('expenditure_type') }})
),

expenditure_scopes as (
    select distinct scope
    from measures
    where scope != 'revenue'
),

-- The total of an expenditure form is split by type and, in other columns, by source of money:
-- two axes, never to be added together. The total over all sources has the empty source code.
parts as (
    select
        measures.scope,
        'type' as axis,
        measures.measure_code as part_code,
        measures.part_of as next_code,
        measures.is_partition
    from measures
    left join source_codes
        on measures.scope != 'revenue' and measures.measure_code = source_codes.source_code
    where measures.part_of is not null and source_codes.source_code is null
    union all
    select
        expenditure_scopes.scope,
        'source' as axis,
        sources_of_money.fund_source_code as part_code,
        coalesce(sources_of_money.parent_code, '') as next_code,
        true as is_partition
    from sources_of_money
    cross join expenditure_scopes
),

ancestors as (
    select
        scope,
        axis,
        part_code,
        next_code as ancestor_code,
        1 as distance,
        is_partition
    from parts
    union all
    select
        ancestors.scope,
        ancestors.axis,
        ancestors.part_code,
        parts.next_code as ancestor_code,
        ancestors.distance + 1 as distance,
        ancestors.is_partition and parts.is_partition as is_partition
    from ancestors
    inner join parts
        on
            ancestors.scope = parts.scope
            and ancestors.axis = parts.axis
            and ancestors.ancestor_code = parts.part_code
)

select
    scope,
    axis,
    part_code,
    ancestor_code,
    distance,
    is_partition
from ancestors
