with

disclosures as (
    select * from {{ ref('int_disclosure') }}
    where fiscal_year > 0
),

stated_years as (
    select * from {{ ref('int_stated_year') }}
),

-- Prose tells of other years and stages too; titles, headers and the columns' own years do not.
judged as (
    select
        disclosures.disclosure_key,
        stated_years.place,
        stated_years.stated_text,
        disclosures.fiscal_year || ' ' || disclosures.budget_stage as expected_text,
        stated_years.fiscal_year || coalesce(' ' || stated_years.budget_stage, '') as actual_text,
        disclosures.fiscal_year = stated_years.fiscal_year
        and coalesce(stated_years.budget_stage, disclosures.budget_stage) = disclosures.budget_stage
            as is_same
    from disclosures
    inner join stated_years on disclosures.disclosure_key = stated_years.disclosure_key
    where
        stated_years.fiscal_year is not null
        and stated_years.place in ('title', 'header', 'form_title', 'target_year')
        -- A budget may tell of the year before in a part of its own: 二、2021年“三公”经费决算情况.
        and not (
            disclosures.budget_stage = 'budget'
            and stated_years.place = 'title'
            and stated_years.budget_stage = 'final_accounts'
            and stated_years.fiscal_year = disclosures.fiscal_year - 1
        )
        -- What is owned is stated as of the end of the year before.
        and not (
            regexp_matches(stated_years.stated_text, '资产')
            and not regexp_matches(stated_years.stated_text, '预算|决算')
        )
)

select
    concat_ws('|', 'stated_year', disclosure_key, stated_text, actual_text) as check_key,
    'stated_year' as identity_code,
    disclosure_key,
    null::varchar as form_code,
    stated_text as line_label,
    null::varchar as amount_key,
    expected_text,
    actual_text,
    if(bool_and(is_same), 'exact', 'violated') as status,
    'stated in ' || string_agg(distinct place, ', ' order by place) as reason
from judged
-- One text may be a table's title and a line of the document too.
group by disclosure_key, stated_text, expected_text, actual_text
