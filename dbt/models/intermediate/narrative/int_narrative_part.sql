with

figures as (
    select * from {{ ref('int_narrative_figure') }}
),

subjects as (
    select * from {{ ref('int_narrative_subject') }}
),

leads as (
    select * from {{ ref('int_narrative_lead') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

described as (
    select
        figures.passage_key,
        figures.figure_no,
        figures.clause_no,
        figures.text_before,
        subjects.subject_no,
        subjects.is_named_here,
        claim_codes.claim_group,
        -- 农林水支出900万元,其中: what no subject names is a whole all the same, unless it may be the total.
        if(
            subjects.figure_kind <> 'amount',
            null,
            coalesce(
                claim_codes.claim_group,
                if(
                    regexp_matches(figures.lead_text, '(支出|经费|资金|项目)[为约共]*$')
                    and not regexp_matches(figures.lead_text, '预算|决算|收|总|合计|全部'),
                    'unnamed',
                    'unknown'
                )
            )
        ) as whole_group,
        regexp_matches(figures.text_before, '(^|[,。;:()])(主要|具体)?(其中|包括)[^)]*$|[(][^)]*$')
            as opens_a_list,
        -- 支出包括 says itself what is divided
        regexp_matches(figures.text_before, '其中|包括|[)]') as ends_a_list
    from figures
    inner join subjects
        on figures.passage_key = subjects.passage_key and figures.figure_no = subjects.figure_no
    left join leads on subjects.subject_lead = leads.lead_text
    left join claim_codes on leads.claim_code = claim_codes.claim_code
),

preceded as (
    select
        *,
        last_value(whole_group ignore nulls) over (
            partition by passage_key
            order by figure_no
            rows between unbounded preceding and 1 preceding
        ) as group_before
    from described
),

-- A list of parts ends with its clause, or with its bracket.
divided as (
    select
        *,
        last_value(
            case
                when opens_a_list then nullif(group_before, 'unknown')
                when ends_a_list then 'none'
            end
            ignore nulls
        ) over (
            partition by passage_key, clause_no
            order by figure_no
            rows between unbounded preceding and current row
        ) as divided_group
    from preceded
),

parts as (
    select
        passage_key,
        figure_no as subject_no
    from divided
    where
        is_named_here
        and claim_group <> divided_group
        and case divided_group
            -- parts of the total are figures of their own
            when 'total' then false
            when 'none' then false
            when 'unnamed' then claim_group in ('total', 'expenditure_type', 'procurement')
            when 'expenditure_type' then claim_group not in ('function', 'economic')
            else true
        end
)

select
    described.passage_key,
    described.figure_no
from described
inner join parts
    on described.passage_key = parts.passage_key and described.subject_no = parts.subject_no
