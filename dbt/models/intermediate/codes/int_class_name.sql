{# Names of functional classes as any year printed them; a name of two classes names neither. #}
with

names as (
    select distinct
        functional_code,
        {{ compact('functional_name') }} as class_name
    from {{ ref('functional_code') }}
    where length(functional_code) = 3
)

select
    functional_code,
    class_name
from names
qualify count(*) over (partition by class_name) = 1
