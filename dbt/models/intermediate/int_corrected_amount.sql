{{ config(materialized='view') }}

with

amounts as (
    select * from {{ ref('int_published_amount') }}
),

corrections as (
    select * from {{ ref('int_correction') }}
    where status = 'applied'
)

select
    amounts.*,
    corrections.corrected_yuan
from amounts
left join corrections on amounts.amount_key = corrections.amount_key
