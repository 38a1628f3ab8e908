{{ config(materialized='view') }}

-- One row per star fact and form of a disclosure that the fact leaves out: its sum is known to be wrong.
select
    star_fact,
    disclosure_key,
    form_code,
    withheld_reason
from {{ ref('int_conservation') }}
where is_withheld
