-- One row per measure and each measure it is part of, itself included (steps = 0).
-- Memo columns ("其中") lead nowhere: they are listed once, with is_partition false.
with recursive

measures as (
    select * from {{ ref('measure') }}
),

paths as (
    select
        scope,
        measure_code,
        measure_code as ancestor_code,
        part_of as next_code,
        is_partition,
        0 as steps
    from measures

    union all

    select
        paths.scope,
        paths.measure_code,
        measures.measure_code as ancestor_code,
        measures.part_of as next_code,
        measures.is_partition,
        paths.steps + 1 as steps
    from paths
    inner join measures
        on paths.scope = measures.scope and paths.next_code = measures.measure_code
    where paths.is_partition
),

memos as (
    select distinct
        scope,
        measure_code
    from paths
    where not is_partition
)

select
    paths.scope,
    paths.measure_code,
    paths.ancestor_code,
    paths.steps,
    memos.measure_code is not null as is_memo
from paths
left join memos
    on paths.scope = memos.scope and paths.measure_code = memos.measure_code
