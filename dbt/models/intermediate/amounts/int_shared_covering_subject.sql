select distinct
    named_units.region_code,
    named_units.covering_disclosure_key,
    amounts.subject
from {{ ref('int_named_unit') }} as named_units
inner join {{ ref('int_comparable_amount') }} as amounts
    on named_units.covering_disclosure_key = amounts.disclosure_key
where amounts.amount_basis <> 'change'
