-- Keys of amounts and of claims are made differently, and never meet.
select
    amount_key as figure_key,
    amount_yuan,
    half_unit_yuan
from {{ ref('int_amount') }}
