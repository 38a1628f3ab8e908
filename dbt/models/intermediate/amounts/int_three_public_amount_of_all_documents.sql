{{ keep_by('disclosure_key') }}

select * from {{ ref('int_three_public_amount') }}
