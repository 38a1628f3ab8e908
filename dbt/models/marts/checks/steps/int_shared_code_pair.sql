with

amounts as (
    select * from {{ ref('fct_published_amount') }}
    where
        regexp_full_match(economic_code, '3\d{2}(\d{2}){0,2}')
        and regexp_full_match(government_economic_code, '5\d{2}(\d{2}){0,2}')
),

disclosures as (
    select * from {{ ref('dim_disclosure') }}
    where is_current
),

-- A city's third level (30211 01) belongs to its section. A row that prints the class of one
-- classification and the section of the other says no more than their classes.
printed_levels as (
    select
        amounts.disclosure_key,
        least(length(amounts.economic_code), length(amounts.government_economic_code), 5) as digits,
        amounts.economic_code,
        amounts.government_economic_code
    from amounts
    inner join disclosures on amounts.disclosure_key = disclosures.disclosure_key
)

select
    if(digits = 5, 'section', 'class') as code_level,
    left(economic_code, digits) as economic_code,
    left(government_economic_code, digits) as government_economic_code,
    count(*) as amount_count,
    count(distinct disclosure_key) as disclosure_count
from printed_levels
group by
    if(digits = 5, 'section', 'class'),
    left(economic_code, digits),
    left(government_economic_code, digits)
