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

-- budget = fiscal + carried forward in + other funds, whichever are printed; money of all years likewise.
-- Some count what is carried forward inside the fiscal money (其中).
funding_parts as (
    select
        wholes.amount_key as place,
        parts.amount_key,
        wholes.table_id,
        parts.label in ('carried_forward_in', 'whole_project_carried_forward_in')
        and parts.amount_yuan <> 0 as is_carried_forward
    from amounts as wholes
    inner join amounts as parts
        on
            wholes.project_key = parts.project_key
            and (
                (
                    wholes.label = 'budget'
                    and parts.label in ('fiscal', 'carried_forward_in', 'other')
                )
                or (
                    wholes.label = 'whole_project'
                    and parts.label in (
                        'whole_project_fiscal', 'whole_project_carried_forward_in', 'whole_project_other'
                    )
                )
            )
),

tables_with_other_funds as (
    select distinct table_id from {{ ref('int_target_cell') }}
    where label = 'other'
),

funding_readings as (
    select
        place,
        'all funds' as reading,
        1 as reading_rank
    from funding_parts
    group by place
    union all
    select
        place,
        'money carried forward is in the fiscal money' as reading,
        2 as reading_rank
    from funding_parts
    group by place
    having bool_or(is_carried_forward) and not bool_and(is_carried_forward)
    union all
    -- 其中：财政拨款 alone: what else there is, the form does not say.
    select
        place,
        'a part of the funds is printed' as reading,
        3 as reading_rank
    from funding_parts
    where table_id not in (select table_id from tables_with_other_funds)
    group by place
    having count(*) = 1
),

funding_terms as (
    select
        'project_funding' as identity_code,
        place,
        if(reading_rank = 3, '>=', '=') as relation,
        reading,
        reading_rank,
        'actual' as term_side,
        place as amount_key
    from funding_readings
    union all
    select
        'project_funding' as identity_code,
        funding_parts.place,
        if(funding_readings.reading_rank = 3, '>=', '=') as relation,
        funding_readings.reading,
        funding_readings.reading_rank,
        'expected' as term_side,
        funding_parts.amount_key
    from funding_parts
    inner join funding_readings on funding_parts.place = funding_readings.place
    where funding_readings.reading_rank <> 2 or not funding_parts.is_carried_forward
),

---------- what a project consists of, and what a list of projects adds up to

-- city level + subsidies to districts
level_parts as (
    select
        budgets.amount_key as place,
        amounts.amount_key
    from budgets
    inner join amounts
        on budgets.project_key = amounts.project_key and amounts.label in ('own_level', 'to_lower_levels')
    qualify count(*) over (partition by budgets.amount_key) > 1
),

list_amounts as (
    select
        *,
        -- A list ends with the next total, in front of its projects or behind them.
        count(*) filter (where row_kind = 'total') over (partition by disclosure_key, label) as total_count,
        count(*) filter (where row_kind = 'total') over (partition by table_id, label) as table_total_count,
        last_value(if(row_kind <> 'line', amount_key, null) ignore nulls) over (
            partition by table_id, label
            order by position_no
            rows between unbounded preceding and current row
        ) as heading_key
    from amounts
    where subject_layout = 'list' and label in ('budget', 'fiscal', 'carried_forward_in', 'other')
),

suffixes as (
    select * from {{ ref('entity_suffix') }}
),

-- total = projects: those of its table, and where the disclosure prints one total, of all its lists
list_parts as (
    select
        totals.amount_key as place,
        lines.amount_key
    from list_amounts as totals
    inner join list_amounts as lines
        on
            totals.disclosure_key = lines.disclosure_key
            and totals.label = lines.label
            and (totals.table_id = lines.table_id or totals.total_count = 1)
            and lines.row_kind = 'line'
    where totals.row_kind = 'total' and totals.table_total_count = 1
    union all
    -- a unit = the projects below it
    select
        units.amount_key as place,
        lines.amount_key
    from list_amounts as units
    inner join list_amounts as lines
        on
            units.table_id = lines.table_id
            and units.amount_key = lines.heading_key
            and lines.row_kind = 'line'
    where
        units.row_kind = 'group'
        and exists (
            select 1 from suffixes
            where ends_with({{ compact('units.line_label') }}, suffixes.suffix)
        )
),

sum_parts as (
    select * from level_parts
    union all
    select * from list_parts
),

list_terms as (
    select distinct
        'project_list_total' as identity_code,
        place || '|sum' as place,
        '=' as relation,
        null::varchar as reading,
        1 as reading_rank,
        'actual' as term_side,
        place as amount_key
    from sum_parts
    union all
    select
        'project_list_total' as identity_code,
        place || '|sum' as place,
        '=' as relation,
        null::varchar as reading,
        1 as reading_rank,
        'expected' as term_side,
        amount_key
    from sum_parts
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

transfer_wordings as materialized (
    {{ wordings_of_kinds(ref('int_target_cell'), ['transfer_label']) }}
),

-- Money passed on to other governments is in no department's expenditure.
transfers as (
    select distinct disclosure_key
    from {{ ref('int_target_cell') }}
    where text_compact in (select text_compact from transfer_wordings)
),

own_projects as (
    select * from projects
    where not is_transfer
),

-- Where every project prints its budget, they are together the project expenditure, or a part of it.
complete as (
    select disclosure_key
    from own_projects
    where disclosure_key not in (select disclosure_key from transfers)
    group by disclosure_key
    having count(*) = count(budget_yuan)
),

own_budgets as (
    select budgets.*
    from budgets
    inner join own_projects on budgets.project_key = own_projects.project_key
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
        own_budgets.amount_key
    from project_expenditure
    inner join own_budgets on project_expenditure.disclosure_key = own_budgets.disclosure_key
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
    inner join own_budgets on project_expenditure.disclosure_key = own_budgets.disclosure_key
    cross join readings
    group by all
),

terms as (
    select * from funding_terms
    union all
    select * from plan_terms
    union all
    select * from list_terms
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
