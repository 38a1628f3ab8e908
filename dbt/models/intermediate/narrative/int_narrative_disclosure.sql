with

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

-- Prose that was published apart from its forms speaks of those of the same department, year, stage
-- and scope; of several files, of the one published last.
counterparts as (
    select
        prose.disclosure_key,
        forms.disclosure_key as forms_disclosure_key
    from disclosures as prose
    inner join disclosures as forms
        on
            prose.department_lineage_key = forms.department_lineage_key
            and prose.fiscal_year = forms.fiscal_year
            and prose.budget_stage = forms.budget_stage
            and prose.reporting_scope = forms.reporting_scope
    where prose.content = 'prose' and forms.content <> 'prose'
    qualify
        row_number() over (
            partition by prose.disclosure_key
            order by forms.published_on desc nulls last, forms.document_key asc, forms.disclosure_key asc
        ) = 1
)

select
    disclosure_key,
    disclosure_key as forms_disclosure_key
from disclosures
where content <> 'prose'
union all
select
    disclosure_key,
    forms_disclosure_key
from counterparts
