with

parents as (
    select * from {{ ref('int_identity_code_parent') }}
),

by_axis as (
    select
        context_key,
        parent_key,
        code_key,
        axis
    from parents
    unpivot (extends for axis in (
        extends_functional, extends_economic, extends_unit, extends_item
    ))
    where extends
),

shared as (
    select
        one.context_key,
        one.parent_key,
        one.axis,
        other.axis as other_axis,
        count(*) as shared_count
    from by_axis as one
    inner join by_axis as other
        on
            one.context_key = other.context_key
            and one.parent_key = other.parent_key
            and one.code_key = other.code_key
    group by one.context_key, one.parent_key, one.axis, other.axis
),

sizes as (
    select
        context_key,
        parent_key,
        axis,
        shared_count as child_count
    from shared
    where axis = other_axis
),

priorities as (
    select
        axes.axis,
        axes.priority
    from (
        values
        ('extends_functional', 1),
        ('extends_economic', 2),
        ('extends_item', 3),
        ('extends_unit', 4)
    ) as axes (axis, priority)
),

-- Children along one axis are no partition of their own when another axis holds all of them.
contained as (
    select distinct
        shared.context_key,
        shared.parent_key,
        shared.axis
    from shared
    inner join sizes
        on
            shared.context_key = sizes.context_key
            and shared.parent_key = sizes.parent_key
            and shared.axis = sizes.axis
    inner join sizes as other_sizes
        on
            shared.context_key = other_sizes.context_key
            and shared.parent_key = other_sizes.parent_key
            and shared.other_axis = other_sizes.axis
    inner join priorities on shared.axis = priorities.axis
    inner join priorities as other_priorities on shared.other_axis = other_priorities.axis
    where
        shared.axis != shared.other_axis
        and shared.shared_count = sizes.child_count
        and (
            other_sizes.child_count > sizes.child_count
            or other_priorities.priority < priorities.priority
        )
)

select
    by_axis.context_key,
    by_axis.parent_key,
    replace(by_axis.axis, 'extends_', '') as axis,
    by_axis.code_key as child_key
from by_axis
left join contained
    on
        by_axis.context_key = contained.context_key
        and by_axis.parent_key = contained.parent_key
        and by_axis.axis = contained.axis
where contained.axis is null
