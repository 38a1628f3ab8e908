with

figures as (
    select * from {{ ref('int_narrative_figure') }}
),

subjects as (
    select * from {{ ref('int_narrative_subject') }}
    where is_certain and figure_kind = 'amount' and subject_lead is not null
),

leads as (
    select * from {{ ref('int_narrative_lead') }}
),

named as (
    select
        subjects.passage_key,
        subjects.figure_no,
        subjects.clause_no,
        leads.fund_code,
        leads.claim_code in ('revenue_total', 'expenditure_total', 'income_expenditure_total') as is_total,
        leads.claim_code in ('functional_code', 'economic_code') as is_code
    from subjects
    inner join figures
        on subjects.passage_key = figures.passage_key and subjects.figure_no = figures.figure_no
    inner join leads on subjects.subject_lead = leads.lead_text
    where leads.claim_code is not null
),

neighboured as (
    select
        *,
        lag(if(is_total, clause_no, null) ignore nulls) over in_passage as total_clause_before,
        lag(if(is_total, fund_code, null) ignore nulls) over in_passage as fund_before,
        lag(is_code) over in_passage as is_behind_a_code,
        lead(if(is_code or is_total, clause_no, null) ignore nulls) over in_passage as next_clause,
        lead(if(is_code or is_total, is_code, null) ignore nulls) over in_passage as is_before_a_code,
        first_value(if(is_total, coalesce(fund_code, ''), null) ignore nulls) over in_passage
            as divided_fund_code
    from named
    window in_passage as (partition by passage_key order by figure_no)
)

select
    passage_key,
    figure_no,
    coalesce(nullif(divided_fund_code, fund_before), '') as divided_fund_code
from neighboured
where
    is_total
    and total_clause_before = clause_no
    and not is_behind_a_code
    and fund_before <> 'fiscal_appropriation'
    and fund_before <> fund_code
    -- 其中：城乡社区支出 in the list's own clause divides the fund named last
    and not (coalesce(is_before_a_code, false) and next_clause = clause_no)
