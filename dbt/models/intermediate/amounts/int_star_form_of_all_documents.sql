{{ keep_by('disclosure_key') }}

select * from {{ ref('int_star_form') }}
