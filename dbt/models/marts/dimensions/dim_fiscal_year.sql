with

years as (
    select unnest(range(1990, 2041)) as fiscal_year
)

select
    cast(fiscal_year as integer) as fiscal_year,
    make_date(fiscal_year, 1, 1) as starts_on,
    make_date(fiscal_year, 12, 31) as ends_on,
    -- The seventh plan began in 1986; a plan runs for five years.
    cast(7 + (fiscal_year - 1986) // 5 as integer) as five_year_plan_no,
    cast(1986 + 5 * ((fiscal_year - 1986) // 5) as varchar)
    || '-'
    || cast(1990 + 5 * ((fiscal_year - 1986) // 5) as varchar) as five_year_plan
from years
union all
select
    0 as fiscal_year,
    date '0001-01-01' as starts_on,
    date '0001-12-31' as ends_on,
    null as five_year_plan_no,
    'not_disclosed' as five_year_plan
