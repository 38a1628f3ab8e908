with

claims as (
    select * from {{ ref('int_narrative_claim') }}
),

figures as (
    select
        passage_key,
        figure_no,
        {{ in_yuan('printed_number', 'printed_unit') }} as printed_yuan
    from {{ ref('int_narrative_figure') }}
    where printed_unit <> '%' and printed_number > 0
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

ratios as (
    select * from claims
    where claimed_ratio is not null
),

amounts as (
    select * from claims
    where claim_kind = 'amount'
),

this_year as (
    select * from amounts
    where claimed_period = 'this_year'
),

---------- the two figures a percentage lies between

-- A change is stated just before its percentage, and is a part of what it is a change of.
change_readings as (
    select
        ratios.claim_key,
        changes.claim_key as part_key,
        this_year.claim_key as whole_key,
        changes.claimed_yuan as part_yuan,
        changes.half_unit_yuan as part_half_yuan,
        this_year.claimed_yuan - changes.claimed_yuan as whole_yuan,
        this_year.half_unit_yuan + changes.half_unit_yuan as whole_half_yuan,
        this_year.subject_no = changes.subject_no as is_of_its_subject
    from ratios
    inner join claims as changes
        on
            ratios.passage_key = changes.passage_key
            and ratios.figure_no = changes.figure_no + 1
            and changes.claim_kind = 'change'
    inner join this_year
        on
            ratios.passage_key = this_year.passage_key
            and changes.figure_no > this_year.figure_no
            and (changes.sentence_no = this_year.sentence_no or changes.subject_no = this_year.subject_no)
    where ratios.claim_kind = 'change_ratio'
),

-- What the sentence says of another subject can be meant (甲9万元，其中乙9万元，比上年增加1万元), but it
-- tells nothing where the percentage of the subject itself has no meaning: last year there was nothing.
judged_changes as (
    select distinct claim_key
    from change_readings
    where is_of_its_subject and abs(whole_yuan) > whole_half_yuan
),

stated_changes as (
    select distinct claim_key from change_readings
),

-- Without the change, from the figures of both years.
year_readings as (
    select
        ratios.claim_key,
        this_year.claim_key as part_key,
        last_year.claim_key as whole_key,
        this_year.claimed_yuan - last_year.claimed_yuan as part_yuan,
        this_year.half_unit_yuan + last_year.half_unit_yuan as part_half_yuan,
        last_year.claimed_yuan as whole_yuan,
        last_year.half_unit_yuan as whole_half_yuan
    from ratios
    inner join this_year
        on
            ratios.passage_key = this_year.passage_key
            and ratios.subject_no = this_year.subject_no
            and ratios.figure_no > this_year.figure_no
    inner join amounts as last_year
        on
            ratios.passage_key = last_year.passage_key
            and ratios.subject_no = last_year.subject_no
            and ratios.figure_no > last_year.figure_no
            and last_year.claimed_period = 'prior_year'
            and ratios.compared_basis = last_year.amount_basis
    left join stated_changes on ratios.claim_key = stated_changes.claim_key
    where ratios.claim_kind = 'change_ratio' and stated_changes.claim_key is null
),

completion_readings as (
    select
        ratios.claim_key,
        outcomes.claim_key as part_key,
        plans.claim_key as whole_key,
        outcomes.claimed_yuan as part_yuan,
        outcomes.half_unit_yuan as part_half_yuan,
        plans.claimed_yuan as whole_yuan,
        plans.half_unit_yuan as whole_half_yuan
    from ratios
    inner join this_year as outcomes
        on
            ratios.passage_key = outcomes.passage_key
            and ratios.figure_no = outcomes.figure_no + 1
            and outcomes.amount_basis = 'final'
    inner join this_year as plans
        on
            ratios.passage_key = plans.passage_key
            and outcomes.figure_no = plans.figure_no + 1
            and plans.amount_basis = 'budget'
    where ratios.claim_kind = 'completion'
),

-- A share is one of what the passage began with, or of one of the totals that the document states.
share_readings as (
    select
        ratios.claim_key,
        parts.claim_key as part_key,
        wholes.claim_key as whole_key,
        parts.claimed_yuan as part_yuan,
        parts.half_unit_yuan as part_half_yuan,
        wholes.claimed_yuan as whole_yuan,
        wholes.half_unit_yuan as whole_half_yuan
    from ratios
    inner join this_year as parts
        on
            ratios.passage_key = parts.passage_key
            and ratios.figure_no = parts.figure_no + 1
    inner join this_year as wholes
        on
            ratios.disclosure_key = wholes.disclosure_key
            and wholes.claimed_yuan >= parts.claimed_yuan - wholes.half_unit_yuan - parts.half_unit_yuan
            and parts.claim_key <> wholes.claim_key
    inner join claim_codes on wholes.claim_code = claim_codes.claim_code
    inner join claim_codes as part_codes on parts.claim_code = part_codes.claim_code
    where
        ratios.claim_kind = 'share'
        -- 占“三公”经费的15.70%; and without these words an item is one of them, or of the vehicles.
        and if(
            contains(ratios.lead_text, '三公')
            or (
                part_codes.claim_group = 'three_public'
                and parts.claim_code not in ('three_public_total', 'meeting', 'training')
            ),
            wholes.claim_code = 'three_public_total'
            or (
                wholes.claim_code = 'vehicle_total'
                and starts_with(parts.claim_code, 'vehicle_')
                and not contains(ratios.lead_text, '三公')
            ),
            wholes.claim_code <> 'three_public_total'
        )
        and (
            claim_codes.claim_group = 'total'
            or wholes.claim_code = 'three_public_total'
            or (wholes.passage_key = ratios.passage_key and wholes.figure_no < parts.figure_no)
        )
),

-- 占本年支出预算64%: the current year's total is printed in a form, or is the sum of its types in the prose;
-- what is stated as the total may hold what is carried forward, too.
year_totals as (
    select
        cells.disclosure_key,
        split_part(cells.figure_code, ' ', 1) as side,
        amounts.amount_yuan as whole_yuan,
        amounts.half_unit_yuan as whole_half_yuan
    from {{ ref('int_narrative_figure_cell') }} as cells
    inner join {{ ref('int_amount') }} as amounts on cells.amount_key = amounts.amount_key
    where
        cells.figure_code in ('revenue current_year_total', 'expenditure current_year_total')
        and cells.form_code in ('income_expenditure_summary', 'appropriation_summary')
        and not starts_with(cells.amount_basis, 'prior_year')
        and cells.source_code = ''
    union all
    select
        disclosure_key,
        'expenditure' as side,
        sum(claimed_yuan) as whole_yuan,
        sum(half_unit_yuan) as whole_half_yuan
    from (
        select
            disclosure_key,
            topic,
            claim_code,
            any_value(claimed_yuan) as claimed_yuan,
            any_value(half_unit_yuan) as half_unit_yuan
        from this_year
        where
            claim_code in (
                'basic',
                'project',
                'business',
                'remittance_to_higher_level',
                'subsidy_to_affiliated',
                'reserve'
            )
        group by disclosure_key, topic, claim_code
        having count(distinct claimed_yuan) = 1
    ) as types
    group by disclosure_key, topic
    having bool_or(claim_code = 'basic') and bool_or(claim_code = 'project')
),

year_share_readings as (
    select
        ratios.claim_key,
        parts.claim_key as part_key,
        null::varchar as whole_key,
        parts.claimed_yuan as part_yuan,
        parts.half_unit_yuan as part_half_yuan,
        year_totals.whole_yuan,
        year_totals.whole_half_yuan
    from ratios
    inner join this_year as parts
        on
            ratios.passage_key = parts.passage_key
            and ratios.figure_no = parts.figure_no + 1
    inner join claim_codes on parts.claim_code = claim_codes.claim_code
    inner join year_totals
        on
            ratios.disclosure_key = year_totals.disclosure_key
            and year_totals.side
            = if(
                claim_codes.claim_group = 'revenue_source' or parts.claim_code = 'revenue_total',
                'revenue',
                'expenditure'
            )
            and parts.claimed_yuan <= year_totals.whole_yuan
    where
        ratios.claim_kind = 'share'
        and (
            claim_codes.claim_group in ('expenditure_type', 'revenue_source', 'function')
            or parts.claim_code in ('revenue_total', 'expenditure_total')
        )
        and not contains(ratios.lead_text, '三公')
),

-- 收入1000万元,其中:拨款900万元,占94.74%;结转50万元: the share may be one of what is left without the money
-- that the same passage says was carried forward.
carried_share_readings as (
    select
        share_readings.* replace (
            null::varchar as whole_key,
            share_readings.whole_yuan - carried.claimed_yuan as whole_yuan,
            share_readings.whole_half_yuan + carried.half_unit_yuan as whole_half_yuan
        )
    from share_readings
    inner join this_year as wholes on share_readings.whole_key = wholes.claim_key
    inner join this_year as carried
        on wholes.passage_key = carried.passage_key and carried.claim_code = 'carried_forward_in'
    where
        share_readings.part_yuan
        <= share_readings.whole_yuan
        - carried.claimed_yuan
        + share_readings.whole_half_yuan
        + carried.half_unit_yuan
),

readings as (
    select change_readings.* exclude (is_of_its_subject)
    from change_readings
    inner join judged_changes on change_readings.claim_key = judged_changes.claim_key
    union all
    select * from year_readings
    union all
    select * from completion_readings
    union all
    select * from share_readings
    union all
    select * from year_share_readings
    union all
    select * from carried_share_readings
),

---------- the judgement

-- How far the printed percentage can be from the true one: half its last place, and what the last places
-- of the two figures make of it.
recomputed as (
    select
        readings.*,
        ratios.disclosure_key,
        ratios.claim_code,
        coalesce(ratios.item_name, ratios.section_name, ratios.class_name) as code_name,
        ratios.claim_kind,
        ratios.claimed_ratio,
        ratios.printed_text,
        ratios.half_unit_ratio,
        -- 占本年支出: a total that may hold more is the last to be meant.
        readings.whole_key is not null and regexp_matches(ratios.lead_text, '占(本年|当年)') as is_second_choice,
        abs(ratios.claimed_ratio * readings.whole_yuan - readings.part_yuan) as missed_yuan,
        ratios.half_unit_ratio * abs(readings.whole_yuan)
        + readings.part_half_yuan
        + abs(ratios.claimed_ratio) * readings.whole_half_yuan as bound_yuan
    from readings
    inner join ratios on readings.claim_key = ratios.claim_key
    -- of nothing there is no percentage
    where abs(readings.whole_yuan) > readings.whole_half_yuan
),

judged as (
    select
        *,
        missed_yuan <= bound_yuan as holds,
        -- cut instead of rounded, or made to add up to 100
        missed_yuan <= bound_yuan + 2 * half_unit_ratio * abs(whole_yuan) as is_last_place
    from recomputed
    qualify
        row_number() over (
            partition by claim_key
            order by
                missed_yuan > bound_yuan,
                is_second_choice,
                missed_yuan / abs(whole_yuan),
                part_key,
                whole_key
        ) = 1
),

-- 甲的款项90万元，其中拨款45万元，占50%: whatever 甲 is, the percentage follows from what is printed before it.
explained as (
    select distinct ratios.claim_key
    from ratios
    inner join figures as parts
        on ratios.passage_key = parts.passage_key and ratios.figure_no = parts.figure_no + 1
    inner join figures as wholes
        on
            parts.passage_key = wholes.passage_key
            and parts.figure_no > wholes.figure_no
            and abs(ratios.claimed_ratio * wholes.printed_yuan - parts.printed_yuan)
            <= ratios.half_unit_ratio * wholes.printed_yuan
    left join this_year
        on wholes.passage_key = this_year.passage_key and wholes.figure_no = this_year.figure_no
    where ratios.claim_kind = 'share' and this_year.claim_key is null
)

select
    'narrative_ratio|' || judged.claim_key as check_key,
    'narrative_ratio' as identity_code,
    judged.disclosure_key,
    null::varchar as form_code,
    if(
        claim_codes.claim_group in ('function', 'economic'),
        coalesce(judged.code_name, claim_codes.name_zh),
        claim_codes.name_zh
    ) as line_label,
    null::varchar as amount_key,
    judged.claim_key,
    judged.part_key,
    judged.whole_key,
    judged.claim_kind,
    coalesce(try_cast(round(judged.part_yuan / judged.whole_yuan * 100, 2) as decimal(20, 2))::varchar, '?')
    || '%' as expected_text,
    if(judged.claimed_ratio < 0 and not starts_with(judged.printed_text, '-'), '-', '')
    || judged.printed_text as actual_text,
    case
        when judged.holds then 'exact'
        when judged.is_last_place then 'rounding'
        else 'violated'
    end as status,
    case
        when judged.holds then null
        when judged.is_last_place then 'note: one unit in the last printed place'
        else
            'computed as ' || {{ printed_number('judged.part_yuan', "'万元'", 2) }}
            || ' / ' || {{ printed_number('judged.whole_yuan', "'万元'", 2) }}
    end as reason
from judged
inner join claim_codes on judged.claim_code = claim_codes.claim_code
left join explained on judged.claim_key = explained.claim_key
where judged.is_last_place or explained.claim_key is null
