with

figures as (
    select * from {{ ref('int_narrative_figure') }}
),

figure_subjects as (
    select * from {{ ref('int_narrative_subject') }}
    where is_certain and not is_reason
),

leads as (
    select * from {{ ref('int_narrative_lead') }}
),

parts as (
    select * from {{ ref('int_narrative_part') }}
),

fund_lists as (
    select * from {{ ref('int_narrative_fund_list') }}
),

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

paragraphs as (
    select * from {{ ref('stg_paragraph') }}
),

described as (
    select
        figures.passage_key,
        figures.figure_no,
        figures.document_id,
        figures.disclosure_key,
        figures.paragraph_no,
        figures.topic,
        figures.heading,
        figures.heading_fund_code,
        figures.passage_no,
        figures.passage_text,
        figures.text_before,
        figures.text_after,
        figures.sentence_no,
        figures.clause_no,
        figures.lead_text,
        figures.figure_text,
        figures.printed_unit,
        figures.printed_number,
        figures.decimals,
        figure_subjects.subject_no,
        figure_subjects.is_named_here,
        figure_subjects.subject_lead,
        figure_subjects.figure_kind,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        named.claim_code,
        named.fund_code,
        named.printed_code,
        named.class_name,
        named.section_name,
        named.item_name,
        named.subject_text,
        named.stated_year as subject_year,
        own.comparison_text,
        own.change_sign,
        own.stated_year,
        own.stated_basis,
        fund_lists.divided_fund_code
    from figure_subjects
    inner join figures
        on
            figure_subjects.passage_key = figures.passage_key
            and figure_subjects.figure_no = figures.figure_no
    inner join leads as own on figures.lead_text = own.lead_text
    inner join leads as named on figure_subjects.subject_lead = named.lead_text
    inner join disclosures on figures.disclosure_key = disclosures.disclosure_key
    left join parts on figures.passage_key = parts.passage_key and figures.figure_no = parts.figure_no
    left join fund_lists
        on figures.passage_key = fund_lists.passage_key and figures.figure_no = fund_lists.figure_no
    where named.claim_code is not null and parts.figure_no is null
),

-- 一般公共预算财政拨款支出90万元,...与上年相比,一般公共预算财政拨款增加27万元: money that is called neither
-- revenue nor expenditure is what the passage began with.
told_apart as (
    select
        * replace (
            if(
                claim_code = 'revenue_total'
                and not contains(subject_text, '收')
                and first_value(claim_code) over in_passage = 'expenditure_total'
                and first_value(coalesce(fund_code, '')) over in_passage = coalesce(fund_code, ''),
                'expenditure_total',
                claim_code
            ) as claim_code
        )
    from described
    window in_passage as (partition by passage_key order by figure_no)
),

---------- the money and the type of expenditure that a list of codes divides

-- 政府性基金支出385万元，其中：城乡社区支出310万元: the codes are those of the money named last. Behind
-- 其中 they divide the type named last, too, in the items of its list that are paragraphs of their own as well.
marked as (
    select
        *,
        claim_code in ('functional_code', 'economic_code') as is_code,
        lag(text_after) over in_section as text_behind_last,
        coalesce(passage_key <> lag(passage_key) over in_section, true)
        and not coalesce({{ begins_an_item('passage_text') }}, false) as is_beginning
    from told_apart
    window in_section as (partition by document_id, heading order by passage_no, figure_no)
),

in_context as (
    select
        *,
        coalesce(
            last_value(
                case
                    when claim_code in ('revenue_total', 'expenditure_total', 'income_expenditure_total')
                        then coalesce(divided_fund_code, fund_code, '')
                    when is_code and is_beginning then ''
                    when not is_code then fund_code
                end
                ignore nulls
            ) over so_far,
            ''
        ) as section_fund_code,
        last_value(
            case
                when
                    is_code
                    and (
                        regexp_matches(text_before, '其中|包括|分别(是|为)')
                        or regexp_matches(coalesce(text_behind_last, ''), '(其中|包括|分别(是|为)?)[:：]?$')
                    )
                    then 'opens'
                when is_code then if(is_beginning, 'none', null)
                when figure_kind = 'amount' then coalesce(claim_code, 'none')
            end
            ignore nulls
        ) over so_far as last_mark,
        last_value(if(is_code or figure_kind <> 'amount', null, claim_code) ignore nulls)
            over so_far
            as last_type
    from marked
    window so_far as (
        partition by document_id, heading
        order by passage_no, figure_no
        rows between unbounded preceding and current row
    )
),

---------- the year and the basis

dated as (
    select
        * replace (
            -- Goods, works and services are parts of the purchases named before them, and of their money.
            coalesce(
                fund_code,
                if(
                    starts_with(claim_code, 'procurement_'),
                    nullif(
                        last_value(if(claim_code = 'procurement', coalesce(fund_code, ''), null) ignore nulls)
                            over (
                                partition by passage_key
                                order by figure_no
                                rows between unbounded preceding and current row
                            ),
                        ''
                    ),
                    null
                ),
                if(
                    claim_code in ('functional_code', 'economic_code'),
                    coalesce(nullif(section_fund_code, ''), heading_fund_code),
                    null
                ),
                -- 财政拨款收入12万元，其中：本年收入12万元: this year's part of the same money.
                if(
                    claim_code in ('revenue_total', 'expenditure_total')
                    and regexp_matches(subject_text, '^(本年|当年)(收入|支出)'),
                    nullif(
                        first_value(coalesce(fund_code, '')) over (
                            partition by passage_key, sentence_no, claim_code
                            order by figure_no
                        ),
                        ''
                    ),
                    null
                )
            ) as fund_code
        ),
        if(
            claim_code in ('functional_code', 'economic_code')
            and last_mark = 'opens'
            and last_type in ('basic', 'project'),
            last_type,
            null
        ) as divided_type,
        -- A year holds until the sentence names another; that of 上年结转 is part of its name.
        last_value(
            case
                when figure_kind <> 'amount' then null
                when claim_code = 'carried_forward_in' then nullif(stated_year, -1)
                else stated_year
            end
            ignore nulls
        ) over sentence_so_far as sentence_year,
        last_value(
            coalesce(
                nullif(comparison_text, ''),
                -- 与2021年度预算相比,增加1.14万元
                nullif(
                    regexp_extract(text_before, '({{ with_another_year() }}[^,。;]*相比),[^。;]*$', 1),
                    ''
                )
            )
            ignore nulls
        ) over sentence_so_far as sentence_comparison,
        -- 2014年预算数比2013年预算数减少80万元,其中...减少69万元: changes of a year that is not the disclosure's.
        last_value(
            if(figure_kind in ('change', 'change_ratio') and stated_year > 0, stated_year, null) ignore nulls
        ) over sentence_so_far as changed_year,
        lag(figure_kind) over passage_so_far as previous_kind,
        lag(change_sign) over passage_so_far as previous_sign,
        last_value(if(figure_kind in ('amount', 'prior_amount'), printed_unit, null) ignore nulls)
            over passage_so_far
            as unit_before,
        last_value(if(figure_kind in ('amount', 'prior_amount'), decimals, null) ignore nulls)
            over passage_so_far
            as decimals_before
    from in_context
    window
        passage_so_far as (
            partition by passage_key
            order by figure_no
            rows between unbounded preceding and current row
        ),
        sentence_so_far as (
            partition by passage_key, sentence_no
            order by figure_no
            rows between unbounded preceding and current row
        )
),

placed as (
    select
        * replace (
            if(figure_kind = 'bracketed_ratio', 'change_ratio', figure_kind) as figure_kind,
            coalesce(printed_number, 0) as printed_number
        ),
        if(printed_number is null, unit_before, printed_unit) as unit,
        if(printed_number is null, coalesce(decimals_before, 0), decimals) as places,
        case
            when claim_code in ('carried_forward_in', 'fixed_assets') then fiscal_year
            when coalesce(sentence_year, 0) = 0 then fiscal_year
            when sentence_year = -1 then fiscal_year - 1
            else sentence_year
        end as amount_year,
        coalesce(
            try_cast(nullif(regexp_extract(sentence_comparison, '(20\d\d)年', 1), '') as integer),
            fiscal_year - 1
        ) as compared_year,
        case
            when contains(sentence_comparison, '执行') then 'execution'
            when contains(sentence_comparison, '决算') then 'final'
            when contains(sentence_comparison, '预算') then 'budget'
            else {{ stage_basis('budget_stage') }}
        end as compared_basis
    from dated
    where figure_kind <> 'bracketed_ratio' or previous_kind = 'change'
),

valued as (
    select
        *,
        case figure_kind
            when 'amount' then amount_year
            when 'prior_amount' then compared_year
            when 'completion' then amount_year
            when 'share' then amount_year
            else coalesce(changed_year, fiscal_year)
        end as claimed_year,
        case
            when figure_kind = 'prior_amount' then compared_basis
            when figure_kind = 'amount'
                then coalesce(
                    stated_basis,
                    -- 二、2021年决算情况 in the budget of 2022
                    if(contains(heading, '决算') and not contains(heading, '预算'), 'final', null),
                    {{ stage_basis('budget_stage') }}
                )
            else {{ stage_basis('budget_stage') }}
        end as amount_basis,
        coalesce(change_sign, if(printed_unit = '%', previous_sign, null), 1) as sign_factor
    from placed
    where printed_unit = '%' or unit is not null
)

select
    left(valued.document_id, 16) || '-p' || valued.paragraph_no || '-' || row_number() over (
        partition by valued.document_id, valued.paragraph_no
        order by valued.passage_key, valued.figure_no
    ) as claim_key,
    valued.disclosure_key,
    valued.document_id as document_key,
    valued.passage_key,
    valued.figure_no,
    valued.subject_no,
    valued.sentence_no,
    valued.clause_no,
    valued.paragraph_no,
    paragraphs.page_no,
    valued.topic,
    valued.claim_code,
    valued.fund_code,
    valued.heading_fund_code,
    valued.divided_type,
    valued.subject_text as subject,
    valued.subject_lead,
    valued.lead_text,
    valued.printed_code,
    valued.class_name,
    valued.section_name,
    valued.item_name,
    valued.is_named_here,
    case valued.figure_kind
        when 'prior_amount' then 'amount'
        else valued.figure_kind
    end as claim_kind,
    valued.claimed_year,
    case
        when valued.claimed_year = valued.fiscal_year then 'this_year'
        when valued.claimed_year = valued.fiscal_year - 1 then 'prior_year'
        else 'other_year'
    end as claimed_period,
    valued.amount_basis,
    if(valued.figure_kind in ('change', 'change_ratio'), valued.compared_year, null) as compared_year,
    if(valued.figure_kind in ('change', 'change_ratio'), valued.compared_basis, null) as compared_basis,
    if(
        valued.printed_unit = '%',
        null,
        try_cast(
            {{ in_yuan('valued.printed_number', 'valued.unit') }}
            * if(valued.figure_kind = 'change', valued.sign_factor, 1)
            as decimal(20, 2)
        )
    ) as claimed_yuan,
    if(
        valued.printed_unit = '%',
        try_cast(
            valued.printed_number / 100 * if(valued.figure_kind = 'change_ratio', valued.sign_factor, 1)
            as decimal(18, 8)
        ),
        null
    ) as claimed_ratio,
    if(
        valued.printed_unit = '%',
        null,
        {{ half_unit_in_yuan('valued.places', 'valued.unit') }}
    ) as half_unit_yuan,
    if(valued.printed_unit = '%', try_cast(0.005 / power(10, valued.decimals) as decimal(18, 8)), null)
        as half_unit_ratio,
    valued.unit as printed_unit,
    valued.figure_text as printed_text,
    paragraphs.text
from valued
inner join paragraphs
    on valued.document_id = paragraphs.document_id and valued.paragraph_no = paragraphs.paragraph_no
where
    if(
        valued.printed_unit = '%',
        valued.printed_number < 1000000000,
        {{ in_yuan('valued.printed_number', 'valued.unit') }} is not null
    )
