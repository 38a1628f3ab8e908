{{ keep_judged() }}

select
    checks.disclosure_key,
    equations.*
from {{ ref('int_identity_equation') }} as equations
inner join {{ ref('int_identity_check') }} as checks on equations.check_key = checks.check_key
where checks.status in ('violated', 'incomplete')
