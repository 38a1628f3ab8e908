-- Per star fact, disclosure and form: do the leaves sum to what the form prints as its total?
with

disclosures as (
    select
        disclosure_key,
        budget_stage
    from {{ ref('int_disclosure_of_all_documents') }}
),

amounts as (
    select
        amounts.amount_key,
        amounts.disclosure_key,
        amounts.form_code,
        amounts.table_id,
        amounts.row_no,
        amounts.amount_basis,
        amounts.measure_code,
        amounts.period,
        amounts.side,
        amounts.breakdown,
        amounts.line_role,
        amounts.line_kind,
        amounts.item_code,
        amounts.half_unit_yuan,
        coalesce(amounts.corrected_yuan, repairs.repaired_yuan, amounts.amount_yuan) as amount_yuan,
        coalesce(amounts.corrected_yuan - amounts.amount_yuan, 0) as correction_yuan
    from {{ ref('int_corrected_amount_of_all_documents') }} as amounts
    left join {{ ref('int_amount_repair') }} as repairs on amounts.amount_key = repairs.amount_key
),

star_amounts as (
    select * from {{ ref('int_star_amount') }}
),

star_forms as (
    select * from {{ ref('int_star_form_of_all_documents') }}
),

identity_checks as (
    select * from {{ ref('fct_identity_check') }}
),

proofs as (
    select * from {{ ref('int_disclosure_proof') }}
),

star_sums as (
    select
        star_amounts.star_fact,
        star_amounts.disclosure_key,
        star_amounts.form_code,
        sum(star_amounts.amount_yuan) as leaf_sum_yuan,
        sum(coalesce(amounts.correction_yuan, 0)) as correction_yuan,
        sum(star_amounts.half_unit_yuan) as half_units_yuan,
        count(*) as leaf_count
    from star_amounts
    left join amounts on star_amounts.amount_key = amounts.amount_key
    group by star_amounts.star_fact, star_amounts.disclosure_key, star_amounts.form_code
),

-- Which forms each fact may be read from, and what in them is the whole.
candidates as (
    select
        form_of_fact.star_fact,
        form_of_fact.form_code,
        form_of_fact.side
    from (
        values
        ('fct_revenue', 'revenue', 'revenue'),
        ('fct_revenue', 'income_expenditure_summary', 'revenue'),
        ('fct_expenditure', 'expenditure', 'expenditure'),
        ('fct_appropriation_expenditure', 'general_public_expenditure', 'expenditure'),
        ('fct_appropriation_expenditure', 'government_fund_expenditure', 'expenditure'),
        ('fct_appropriation_expenditure', 'state_capital_expenditure', 'expenditure'),
        ('fct_appropriation_expenditure', 'appropriation_expenditure', 'expenditure'),
        ('fct_basic_expenditure', 'basic_expenditure', 'expenditure'),
        ('fct_basic_expenditure', 'appropriation_basic_expenditure', 'expenditure'),
        ('fct_basic_expenditure', 'basic_by_fund', 'expenditure'),
        ('fct_three_public_expenses', 'three_public_expenses', 'expenditure')
    ) as form_of_fact (star_fact, form_code, side)
),

-- 本年收入合计 in a revenue form (of final accounts) that prints no other total and no money of other years.
whole_measures as (
    select
        disclosure_key,
        form_code,
        'current_year_subtotal' as measure_code
    from amounts
    where form_code = 'revenue'
    group by disclosure_key, form_code
    having
        bool_or(measure_code = 'current_year_subtotal')
        and not bool_or(
            coalesce(period, '') = 'carried_forward'
            or measure_code in ('total', 'use_of_balances', 'own_account_balance')
            or starts_with(measure_code, 'carried_forward')
        )
),

-- Of a current-year total and a grand total the grand total is the whole; of several totals in
-- one form (one per unit) the largest.
printed_totals as (
    select
        candidates.star_fact,
        amounts.disclosure_key,
        amounts.form_code,
        amounts.amount_yuan as printed_total_yuan,
        amounts.correction_yuan,
        amounts.half_unit_yuan
    from amounts
    inner join candidates on amounts.form_code = candidates.form_code
    inner join disclosures
        on
            amounts.disclosure_key = disclosures.disclosure_key
            and amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
    left join whole_measures
        on
            amounts.disclosure_key = whole_measures.disclosure_key
            and amounts.form_code = whole_measures.form_code
            and amounts.measure_code = whole_measures.measure_code
    where
        amounts.line_role = 'total'
        and (
            (amounts.measure_code in ('total', 'amount') and amounts.period is null)
            or whole_measures.measure_code is not null
        )
        and amounts.form_code <> 'three_public_expenses'
        and coalesce(amounts.side, candidates.side) = candidates.side
        and coalesce(amounts.breakdown, 'functional') = 'functional'
    qualify
        row_number() over (
            partition by candidates.star_fact, amounts.disclosure_key, amounts.form_code
            order by
                (amounts.line_kind = 'grand_total') desc,
                amounts.amount_yuan desc,
                amounts.amount_key asc
        ) = 1
),

-- An item's amount is its total, else the sum of its funds.
three_public_cells as (
    select
        whole_cells.disclosure_key,
        whole_cells.form_code,
        whole_cells.item_code,
        whole_cells.table_id,
        whole_cells.row_no,
        whole_cells.is_total,
        sum(whole_cells.amount_yuan) as amount_yuan,
        sum(whole_cells.correction_yuan) as correction_yuan,
        sum(whole_cells.half_unit_yuan) as half_unit_yuan
    from (
        select
            amounts.*,
            amounts.measure_code = 'total' as is_total
        from amounts
        inner join disclosures
            on
                amounts.disclosure_key = disclosures.disclosure_key
                and amounts.amount_basis = {{ stage_basis('disclosures.budget_stage') }}
        where
            amounts.form_code = 'three_public_expenses'
            and (
                amounts.measure_code = 'total'
                or amounts.measure_code in (
                    'general_public_budget', 'government_fund_budget', 'state_capital_budget',
                    'fiscal_special_account', 'unit_own_funds'
                )
            )
            and amounts.item_code in ('grand_total', 'three_public_total', 'meeting', 'training')
        -- This year's money and money carried forward, beside what they make up together, count in that.
        qualify
            amounts.period is null
            or not bool_or(amounts.period is null) over (
                partition by amounts.table_id, amounts.row_no, amounts.item_code, amounts.measure_code
            )
    ) as whole_cells
    group by all
),

three_public_lines as (
    select
        disclosure_key,
        form_code,
        item_code,
        max(amount_yuan) as amount_yuan,
        max_by(correction_yuan, amount_yuan) as correction_yuan,
        max(half_unit_yuan) as half_unit_yuan
    from (
        select * from three_public_cells
        qualify is_total or not bool_or(is_total) over (partition by disclosure_key, form_code, item_code)
    ) as cells
    group by disclosure_key, form_code, item_code
),

-- Many forms print no grand total over the three public expenses, meetings and training.
three_public_totals as (
    select
        'fct_three_public_expenses' as star_fact,
        disclosure_key,
        form_code,
        case
            when bool_or(item_code = 'grand_total')
                then max(amount_yuan) filter (where item_code = 'grand_total')
            else sum(amount_yuan)
        end as printed_total_yuan,
        case
            when bool_or(item_code = 'grand_total')
                then max(correction_yuan) filter (where item_code = 'grand_total')
            else sum(correction_yuan)
        end as correction_yuan,
        case
            when bool_or(item_code = 'grand_total')
                then max(half_unit_yuan) filter (where item_code = 'grand_total')
            else sum(half_unit_yuan)
        end as half_unit_yuan
    from three_public_lines
    group by disclosure_key, form_code
    having bool_or(item_code in ('grand_total', 'three_public_total'))
),

totals as (
    select * from printed_totals
    union all
    select * from three_public_totals
),

-- A form that a fact passes over for a better one is not its measure; a total of which no leaf
-- was found is.
judged_totals as (
    select totals.*
    from totals
    left join star_forms as chosen
        on
            totals.star_fact = chosen.star_fact
            and totals.disclosure_key = chosen.disclosure_key
            and totals.form_code = chosen.form_code
    where
        chosen.form_code is not null
        or not exists (
            select 1
            from star_forms
            where
                star_forms.star_fact = totals.star_fact
                and star_forms.disclosure_key = totals.disclosure_key
        )
),

compared as (
    select
        coalesce(judged_totals.star_fact, star_sums.star_fact) as star_fact,
        coalesce(judged_totals.disclosure_key, star_sums.disclosure_key) as disclosure_key,
        coalesce(judged_totals.form_code, star_sums.form_code) as form_code,
        judged_totals.printed_total_yuan,
        coalesce(star_sums.leaf_sum_yuan, 0) as leaf_sum_yuan,
        coalesce(star_sums.correction_yuan, 0)
        - coalesce(judged_totals.correction_yuan, 0) as correction_yuan,
        coalesce(star_sums.leaf_count, 0) as leaf_count,
        judged_totals.half_unit_yuan + coalesce(star_sums.half_units_yuan, 0) as tolerance_yuan
    from judged_totals
    full outer join star_sums
        on
            judged_totals.star_fact = star_sums.star_fact
            and judged_totals.disclosure_key = star_sums.disclosure_key
            and judged_totals.form_code = star_sums.form_code
),

judged as (
    select
        *,
        leaf_sum_yuan - printed_total_yuan as difference_yuan,
        case
            when printed_total_yuan is null then 'not_applicable'
            when leaf_sum_yuan = printed_total_yuan then 'exact'
            when abs(leaf_sum_yuan - printed_total_yuan) <= tolerance_yuan then 'rounding'
            else 'violated'
        end as status,
        -- A level or a column counted again makes twice or three times the total; no publisher's slip does.
        coalesce(
            printed_total_yuan > tolerance_yuan
            and round(leaf_sum_yuan / nullif(printed_total_yuan, 0)) >= 2
            and abs(
                leaf_sum_yuan
                - round(leaf_sum_yuan / nullif(printed_total_yuan, 0)) * printed_total_yuan
            ) <= tolerance_yuan,
            false
        ) as is_multiple
    from compared
),

-- A publisher's form that does not add up is a finding of its own; it explains why its leaves
-- cannot sum to its total, as far as its own differences go.
findings as (
    select
        disclosure_key,
        form_code,
        string_agg(distinct identity_code, ', ' order by identity_code) as explained_by,
        sum(abs(difference_yuan)) as explained_yuan
    from identity_checks
    where
        status in ('violated', 'incomplete')
        and identity_code in (
            'code_roll_up', 'row_cross_foot', 'unit_roll_up', 'three_public_roll_up', 'summary_lines',
            'summary_carry_forward'
        )
    group by disclosure_key, form_code
),

-- Corrections move the leaves away from what the total prints: a form that differs by its
-- corrections alone adds up in print, and so was read whole.
explained as (
    select
        judged.*,
        case
            when judged.printed_total_yuan is not null
                then
                    nullif(
                        concat_ws(
                            ', ', if(judged.correction_yuan <> 0, 'correction', null), findings.explained_by
                        ),
                        ''
                    )
        end as explained_by,
        judged.correction_yuan <> 0
        and abs(judged.difference_yuan - judged.correction_yuan) <= judged.tolerance_yuan
        or findings.explained_by is not null
        and not judged.is_multiple
        and not coalesce(proofs.is_suspect, false)
        and least(abs(judged.difference_yuan), abs(judged.difference_yuan - judged.correction_yuan))
        <= findings.explained_yuan + judged.tolerance_yuan as is_explained,
        coalesce(proofs.is_suspect, false) as is_suspect
    from judged
    left join findings
        on
            judged.disclosure_key = findings.disclosure_key
            and judged.form_code = findings.form_code
    left join proofs on judged.disclosure_key = proofs.disclosure_key
)

select
    star_fact,
    disclosure_key,
    form_code,
    printed_total_yuan,
    leaf_sum_yuan,
    difference_yuan,
    tolerance_yuan,
    leaf_count,
    status,
    explained_by,
    status = 'violated' and not is_explained and leaf_count > 0 as is_withheld,
    case
        when status <> 'violated' or is_explained then null
        when leaf_count = 0 then 'no_line_read'
        when is_multiple then 'counted_again'
        when is_suspect then 'suspect_reading'
        when difference_yuan > 0 then 'more_than_total'
        else 'less_than_total'
    end as withheld_reason
from explained
