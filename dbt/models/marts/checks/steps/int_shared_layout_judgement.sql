with

{{ judged_in_disclosure() }},

-- A form printed in several tables of one disclosure counts once for each of its layouts.
layouts_of_forms as (
    select distinct
        recognised.disclosure_key,
        recognised.form_code,
        layouts.layout_key
    from {{ ref('fct_recognised_table') }} as recognised
    inner join {{ ref('int_table_layout') }} as layouts on recognised.table_id = layouts.table_id
    where layouts.layout_key is not null
)

select
    judged_in_disclosure.identity_code,
    layouts_of_forms.layout_key,
    count(distinct judged_in_disclosure.disclosure_key) as judged_count,
    count(distinct judged_in_disclosure.disclosure_key) filter (
        where judged_in_disclosure.violated_count > 0
    ) as violated_count,
    cast(sum(judged_in_disclosure.judged_count) as bigint) as statement_count,
    cast(sum(judged_in_disclosure.violated_count) as bigint) as violated_statement_count
from judged_in_disclosure
-- A second copy of a disclosure fails as the first does.
inner join {{ ref('int_disclosure_currency') }} as currency
    on judged_in_disclosure.disclosure_key = currency.disclosure_key and currency.is_current
inner join layouts_of_forms
    on
        judged_in_disclosure.disclosure_key = layouts_of_forms.disclosure_key
        and judged_in_disclosure.form_code = layouts_of_forms.form_code
group by judged_in_disclosure.identity_code, layouts_of_forms.layout_key
