{# Names of functional classes as any year printed them, with 支出 or without it (教育); a name of two
   classes names neither. #}
with

printed_names as (
    select
        functional_code,
        {{ compact('functional_name') }} as class_name
    from {{ ref('functional_code') }}
    where length(functional_code) = 3
),

names as (
    select
        functional_code,
        class_name
    from printed_names
    union
    select
        functional_code,
        regexp_replace(class_name, '支出$', '') as class_name
    from printed_names
    -- 其他 alone may be the rest of anything.
    where class_name <> '其他支出'
)

select
    functional_code,
    class_name
from names
qualify count(*) over (partition by class_name) = 1
