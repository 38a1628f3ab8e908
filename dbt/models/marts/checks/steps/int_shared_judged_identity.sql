with

{{ judged_in_disclosure() }}

select
    identity_code,
    count(*) filter (where status <> 'violated') as satisfied_count
from checks
group by identity_code
