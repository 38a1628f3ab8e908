{{ keep_judged() }}

select * from {{ ref('int_disclosure_proof') }}
