-- What a project's form says of its money, and all projects beside the project expenditure.
with

amounts as (
    select * from {{ ref('int_target_amount') }}
),

projects as (
    select * from {{ ref('int_project') }}
),

figures as (
    select * from {{ ref('int_identity_figure') }}
),

budgets as (
    select * from amounts
    where label = 'budget'
),

-- budget = fiscal + other funds
funding_parts as (
    select
        budgets.amount_key as place,
        amounts.amount_key
    from budgets
    inner join amounts
        on budgets.project_key = amounts.project_key and amounts.label in ('fiscal', 'other')
),

funding_terms as (
    select distinct
        'project_funding' as identity_code,
        place,
        '=' as relation,
        null::varchar as reading,
        1 as reading_rank,
        'actual' as term_side,
        place as amount_key
    from funding_parts
    union all
    select
        'project_funding' as identity_code,
        place,
        '=' as relation,
        null::varchar as reading,
        1 as reading_rank,
        'expected' as term_side,
        amount_key
    from funding_parts
),

-- A plan of money: each month not less than the one before, the last one the budget.
plan_months as (
    select
        *,
        lag(amount_key) over (partition by project_key order by month_no) as key_before,
        month_no = max(month_no) over (partition by project_key) as is_last
    from (
        select
            *,
            case label
                when 'plan_march' then 3
                when 'plan_june' then 6
                when 'plan_october' then 10
                when 'plan_december' then 12
            end as month_no
        from amounts
        where starts_with(label, 'plan_')
    ) as months
),

plan_pairs as (
    select
        amount_key as place,
        '>=' as relation,
        amount_key,
        key_before as other_key
    from plan_months
    where key_before is not null
    union all
    select
        plan_months.amount_key || '|budget' as place,
        '=' as relation,
        plan_months.amount_key,
        budgets.amount_key as other_key
    from plan_months
    inner join budgets on plan_months.project_key = budgets.project_key
    where plan_months.label = 'plan_december' and plan_months.is_last
),

plan_terms as (
    select
        'project_plan' as identity_code,
        place,
        relation,
        null::varchar as reading,
        1 as reading_rank,
        'actual' as term_side,
        amount_key
    from plan_pairs
    union all
    select
        'project_plan' as identity_code,
        place,
        relation,
        null::varchar as reading,
        1 as reading_rank,
        'expected' as term_side,
        other_key as amount_key
    from plan_pairs
),

-- Money passed on to other governments is in no department's expenditure.
transfers as (
    select distinct disclosure_key
    from {{ ref('int_target_cell') }}
    where regexp_matches(text_compact, '^(补助(区县|市县|下级)|转移支付名称)')
),

-- Where every project prints its budget, they are together the project expenditure, or a part of it.
complete as (
    select disclosure_key
    from projects
    where disclosure_key not in (select disclosure_key from transfers)
    group by disclosure_key
    having count(*) = count(budget_yuan)
),

project_expenditure as (
    select
        figures.disclosure_key,
        min(figures.amount_key) as amount_key
    from figures
    inner join complete on figures.disclosure_key = complete.disclosure_key
    where
        figures.form_code = 'expenditure'
        and figures.figure_code = 'total'
        and figures.measure_code = 'project'
        and figures.amount_basis <> 'prior_year'
    group by figures.disclosure_key
    having count(*) = 1
),

readings as (
    select
        '=' as relation,
        'all projects are disclosed' as reading,
        1 as reading_rank
    union all
    select
        '<=' as relation,
        'a part of the projects is disclosed' as reading,
        2 as reading_rank
),

expenditure_terms as (
    select
        'projects_vs_expenditure' as identity_code,
        project_expenditure.disclosure_key as place,
        readings.relation,
        readings.reading,
        readings.reading_rank,
        'actual' as term_side,
        budgets.amount_key
    from project_expenditure
    inner join budgets on project_expenditure.disclosure_key = budgets.disclosure_key
    cross join readings
    union all
    select
        'projects_vs_expenditure' as identity_code,
        project_expenditure.disclosure_key as place,
        readings.relation,
        readings.reading,
        readings.reading_rank,
        'expected' as term_side,
        project_expenditure.amount_key
    from project_expenditure
    inner join budgets on project_expenditure.disclosure_key = budgets.disclosure_key
    cross join readings
    group by all
),

terms as (
    select * from funding_terms
    union all
    select * from plan_terms
    union all
    select * from expenditure_terms
),

described as (
    select
        terms.*,
        coalesce(places.disclosure_key, split_part(terms.place, '|', 1)) as disclosure_key,
        'project_performance' as form_code,
        coalesce(places.line_label, '项目预算合计') as line_label,
        coalesce(places.measure_code, 'budget') as measure_code
    from terms
    left join amounts as places on split_part(terms.place, '|', 1) = places.amount_key
)

{{ identity_terms('described', 'identity_code', has_readings=true, identity_column='identity_code') }}
