with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
    where content in ('complete', 'forms')
),

candidates as (
    select
        disclosures.disclosure_key,
        counterparts.disclosure_key as other_disclosure_key,
        counterparts.published_on,
        counterparts.document_key,
        case
            when
                disclosures.fiscal_year = counterparts.fiscal_year
                and disclosures.budget_stage = counterparts.budget_stage
                and disclosures.reporting_scope = 'department'
                and counterparts.reporting_scope = 'unit'
                then 'own_unit'
            when
                disclosures.fiscal_year = counterparts.fiscal_year + 1
                and disclosures.budget_stage = counterparts.budget_stage
                and disclosures.reporting_scope = counterparts.reporting_scope
                then 'last_year'
            when
                disclosures.fiscal_year = counterparts.fiscal_year
                and disclosures.budget_stage = 'final_accounts'
                and counterparts.budget_stage = 'budget'
                and disclosures.reporting_scope = counterparts.reporting_scope
                then 'published_budget'
        end as pair_kind
    from disclosures
    inner join disclosures as counterparts
        on disclosures.department_lineage_key = counterparts.department_lineage_key
)

-- One counterpart each: of several files of it the one published last.
select
    disclosure_key,
    pair_kind,
    other_disclosure_key
from candidates
where pair_kind is not null
qualify
    row_number() over (
        partition by disclosure_key, pair_kind
        order by published_on desc nulls last, document_key asc
    ) = 1
