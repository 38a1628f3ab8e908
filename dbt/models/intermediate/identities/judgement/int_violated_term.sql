{{ keep_judged() }}

select terms.*
from {{ ref('int_identity_printed_term') }} as terms
inner join {{ ref('int_identity_check') }} as checks on terms.check_key = checks.check_key
where checks.status in ('violated', 'incomplete')
