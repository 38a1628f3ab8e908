with

prices as (
    select
        fiscal_year,
        value as price_index
    from {{ ref('int_context') }}
    where measure = 'price_index'
)

select
    fiscal_year,
    price_index,
    max(fiscal_year) over () as base_fiscal_year,
    arg_max(price_index, fiscal_year) over () / price_index::double as to_base_year
from prices
