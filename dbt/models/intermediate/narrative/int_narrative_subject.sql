with

figures as (
    select
        *,
        -- Of visits and guests 支出 says what they cost, not what was spent in all.
        regexp_full_match(lead_text, '(共|实际|合计|20\d\d年度?|本年度?)*支出(了|共计|合计|金额|共|为)*')
        and (
            coalesce(topic, '') = 'three_public_expenses'
            or regexp_matches(clause_text, '批次|人次|团组|\d辆')
        ) as is_cost_of_guests
    from {{ ref('int_narrative_figure') }}
    where not is_threshold
),

leads as (
    select * from {{ ref('int_narrative_lead') }}
),

-- 部门支出100万元，其中：农技站支出25万元: what one body of several spends is no total.
bodies as (
    select
        figures.passage_key,
        figures.figure_no,
        figures.sentence_no,
        leads.claim_code,
        regexp_extract(
            leads.subject_text,
            '^(.*(?:[局委办厅院校会队所站馆处府部组社团室心园场镇乡]|大学|[中小]学|街道|监狱|本级|下属单位|机关))'
            || '(?:20\d\d年度?)?的?(?:财政拨款)?(?:预算)?总?(?:收入|支出|预算)',
            1
        ) as body
    from figures
    inner join leads on figures.lead_text = leads.lead_text
    where
        figures.printed_unit <> '%'
        and leads.claim_code in ('revenue_total', 'expenditure_total', 'income_expenditure_total')
),

figures_of_units as (
    select
        passage_key,
        figure_no
    from bodies
    window same_claims as (partition by passage_key, sentence_no, claim_code)
    qualify
        body <> ''
        and (
            count(distinct nullif(body, '')) over same_claims > 1
            or (
                figure_no > min(figure_no) over same_claims
                and count(distinct body) over same_claims > 1
            )
        )
),

-- 接待费、会议费分别为2万元、3万元: whose each figure of a list is, nobody says for certain. Of 收支总计 they
-- are two figures, and one where they are equal.
listed as (
    select
        figures.passage_key,
        figures.figure_no,
        figures.is_joined
        or coalesce(
            lead(figures.is_joined) over in_passage
            and lead(figures.printed_unit) over in_passage = figures.printed_unit,
            false
        ) as is_listed,
        figures.is_joined
        and figures.printed_number = lag(figures.printed_number) over in_passage
        or (
            not figures.is_joined
            and lead(figures.is_joined) over in_passage
            and figures.printed_number = lead(figures.printed_number) over in_passage
            and leads.claim_code = 'income_expenditure_total'
        ) as is_one_figure
    from (
        select
            *,
            printed_unit is not null
            and coalesce(
                regexp_full_match(text_before, '{{ joins_two_figures() }}')
                and printed_unit = lag(printed_unit) over (partition by passage_key order by figure_no),
                false
            ) as is_joined
        from figures
    ) as figures
    inner join leads on figures.lead_text = leads.lead_text
    window in_passage as (partition by figures.passage_key order by figures.figure_no)
),

---------- what kind of figure it is

read as (
    select
        figures.passage_key,
        figures.figure_no,
        figures.sentence_no,
        figures.clause_no,
        figures.text_before,
        figures.lead_text,
        figures.printed_number,
        if(
            figures.is_cost_of_guests or figures_of_units.figure_no is not null, null, leads.claim_code
        ) as claim_code,
        leads.is_continuation or figures.is_cost_of_guests as is_continuation,
        leads.comparison_text,
        leads.change_sign,
        leads.stated_year,
        regexp_matches(figures.lead_text, '(收入|支出|费|拨款|采购|预算|资金)[^占]{0,4}占') as names_what_it_is_of,
        {{ head_of_passage('figures.passage_text') }} as head_text,
        {{ without_outline('figures.heading') }} as heading_text,
        -- A reason tells of other money than the budget's: 主要原因是新增…100万元.
        bool_or({{ tells_a_reason('figures.clause_text') }}) over (
            partition by figures.passage_key, figures.clause_no
            order by figures.figure_no
            rows between unbounded preceding and 1 preceding
        ) as follows_a_reason,
        {{ tells_a_reason('figures.clause_text') }} as is_in_a_reason,
        case
            when listed.is_listed and not coalesce(listed.is_one_figure, false) then 'none'
            -- 由13万元下降为12万元 is what it came to, and no change
            when
                coalesce(figures.printed_unit, '%') <> '%'
                and leads.verb is not null
                and regexp_matches(figures.lead_text, leads.verb || '了?为$')
                then 'none'
            when figures.printed_unit is null and regexp_matches(figures.lead_text, '基本|均|应') then 'none'
            when figures.printed_unit is null
                then if(leads.comparison_text <> '' or leads.claim_code is not null, 'change', 'none')
            when figures.printed_unit = '%'
                then
                    case
                        when contains(figures.lead_text, '占') then 'share'
                        when contains(figures.lead_text, '完成') then 'completion'
                        when leads.verb is not null then 'change_ratio'
                        -- 增加131.35万元（111.8%）
                        when figures.text_before = '(' then 'bracketed_ratio'
                        else 'none'
                    end
            when leads.verb is not null then 'change'
            when regexp_matches(leads.comparison_text, '增|减|升|降|提高') then 'none'
            when leads.comparison_text <> '' then 'prior_amount'
            else 'amount'
        end as figure_kind
    from figures
    inner join leads on figures.lead_text = leads.lead_text
    inner join listed
        on figures.passage_key = listed.passage_key and figures.figure_no = listed.figure_no
    left join figures_of_units
        on
            figures.passage_key = figures_of_units.passage_key
            and figures.figure_no = figures_of_units.figure_no
),

---------- what it is about

with_heads as (
    select
        read.*,
        coalesce(
            if(heads.claim_code is not null, read.head_text, null),
            if(headings.claim_code is not null, read.heading_text, null)
        ) as head_subject
    from read
    left join leads as heads on read.head_text = heads.lead_text
    left join leads as headings on read.heading_text = headings.lead_text
),

-- A clause that names nothing goes on about what was named last; one that names something unknown
-- ends that.
marked as (
    select
        *,
        case
            when
                claim_code is not null
                and not (is_continuation and (figure_no > 1 or head_subject is not null))
                then figure_no
            -- 其中公务接待费占16.67%: a share of another subject, whose figure is not stated
            when figure_kind = 'share' and names_what_it_is_of then -1
            when
                is_continuation or figure_kind in ('share', 'completion', 'bracketed_ratio', 'none')
                then null
            else -1
        end as naming_no
    from with_heads
),

followed as (
    select
        *,
        coalesce(
            last_value(naming_no ignore nulls) over so_far, if(head_subject is not null, 0, -1)
        ) as subject_no,
        count(distinct naming_no) over so_far as subject_count,
        -- two amounts of one list before a change: 其中：甲1万元、乙2万元，较上年增加
        lag(figure_kind) over in_passage = 'amount'
        and lag(figure_kind, 2) over in_passage = 'amount'
        and lag(clause_no, 2) over in_passage = clause_no
        and lag(naming_no) over in_passage is not null
        and lag(naming_no, 2) over in_passage is not null
        and lag(printed_number) over in_passage <> lag(printed_number, 2) over in_passage
        and not regexp_matches(lag(text_before) over in_passage, '其中|包括|方面:') as follows_a_list
    from marked
    window
        in_passage as (partition by passage_key order by figure_no),
        so_far as (
            partition by passage_key
            order by figure_no
            rows between unbounded preceding and current row
        )
),

-- What follows such a change is as unclear: 较上年增加1万元，增长2%.
in_doubt as (
    select
        *,
        last_value(
            case
                when figure_kind = 'amount' then false
                when follows_a_list then true
            end
            ignore nulls
        ) over (
            partition by passage_key
            order by figure_no
            rows between unbounded preceding and current row
        ) as is_of_a_list
    from followed
)

select
    in_doubt.passage_key,
    in_doubt.figure_no,
    in_doubt.figure_kind,
    in_doubt.sentence_no,
    in_doubt.clause_no,
    in_doubt.subject_no,
    case
        when in_doubt.subject_no = 0 then in_doubt.head_subject
        when in_doubt.subject_no > 0 then named.lead_text
    end as subject_lead,
    in_doubt.subject_no = in_doubt.figure_no as is_named_here,
    coalesce(in_doubt.follows_a_reason, false) or in_doubt.is_in_a_reason as is_reason,
    -- What goes on about a subject is certain inside a sentence, and beyond it where only one was named.
    in_doubt.subject_no >= 0
    and in_doubt.figure_kind <> 'none'
    and (
        in_doubt.subject_no = in_doubt.figure_no
        or (
            (
                in_doubt.subject_no = 0
                or named.sentence_no = in_doubt.sentence_no
                or in_doubt.subject_count = 1
            )
            and not (in_doubt.figure_kind <> 'amount' and coalesce(in_doubt.is_of_a_list, false))
            -- behind a bracket the subject is the one before it again
            and not (
                regexp_matches(in_doubt.text_before, '^[。]?\)')
                and coalesce(regexp_matches(named.text_before, '\([^)]*$'), false)
            )
        )
    ) as is_certain
from in_doubt
left join marked as named
    on in_doubt.passage_key = named.passage_key and in_doubt.subject_no = named.figure_no
