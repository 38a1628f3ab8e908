select
    identity_code,
    count(*) filter (where status <> 'violated') as satisfied_count
from {{ ref('fct_identity_check') }}
where
    status in ('exact', 'rounding', 'violated')
    -- That nothing equals nothing shows no column to be read right.
    and coalesce(expected_yuan <> 0 or actual_yuan <> 0, true)
group by identity_code
