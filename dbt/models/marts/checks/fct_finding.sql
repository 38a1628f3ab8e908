with

findings as (
    select * from {{ ref('int_finding_check') }}
),

evidence as (
    select * from {{ ref('int_finding_evidence') }}
),

equations as (
    select * from {{ ref('int_violated_equation') }}
),

terms as (
    select * from {{ ref('int_finding_term') }}
),

finding_pages as (
    select
        check_key,
        page_no,
        page_no - row_number() over (
            partition by check_key
            order by page_no
        ) as run_no
    from {{ ref('int_finding_page') }}
),

page_runs as (
    select
        check_key,
        min(page_no) as page_first,
        min(page_no) || if(count(*) > 1, '-' || max(page_no), '') as run_text
    from finding_pages
    group by check_key, run_no
),

places as (
    select
        check_key,
        cast(min(page_first) as integer) as page_first,
        string_agg(run_text, ', ' order by page_first) as pages
    from page_runs
    group by check_key
),

forms as (
    select * from {{ ref('dim_form') }}
),

measures as (
    select
        measure_code,
        min_by(name_zh, scope) as name_zh,
        min_by(name_en, scope) as name_en
    from {{ ref('measure') }}
    group by measure_code
),

reasons as (
    select * from {{ ref('finding_reason') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

-- Figures that another equation confirms were read right; a slip leaves one that none does.
support as (
    select
        check_key,
        count(*) filter (where satisfied_count = 0) as unconfirmed_count
    from terms
    where coefficient <> 0
    group by check_key
),

-- The term that breaks most equations, and of several the one that satisfies fewest.
likely_figures as (
    select
        check_key,
        amount_key,
        claim_key,
        finding_count
    from terms
    where coefficient <> 0
    qualify
        row_number() over (
            partition by check_key
            order by finding_count desc, satisfied_count asc, coalesce(amount_key, claim_key) asc
        ) = 1
        -- Of terms that are all alike none is likelier.
        and (
            max((finding_count, -satisfied_count)) over (partition by check_key)
            <> min((finding_count, -satisfied_count)) over (partition by check_key)
        )
),

---------- what stands on the two sides

amounts as (
    select
        amount_key,
        form_code
    from {{ ref('fct_published_amount') }}
),

claims as (
    select
        claim_key,
        printed_text
    from {{ ref('int_narrative_claim_of_all_documents') }}
),

sides as (
    select
        terms.check_key,
        terms.term_side,
        bool_or(terms.claim_key is not null) as is_prose,
        case when count(*) = 1 then max(claims.printed_text) end as printed_text,
        count(distinct amounts.form_code) as form_count,
        min(amounts.form_code) as form_code
    from terms
    left join amounts on terms.amount_key = amounts.amount_key
    left join claims on terms.claim_key = claims.claim_key
    where terms.coefficient <> 0
    group by terms.check_key, terms.term_side
),

form_names as (
    select
        form_code,
        budget_stage,
        name_zh,
        name_en
    from forms
),

side_names as (
    select
        findings.check_key,
        sides.term_side,
        if(sides.is_prose, 'prose', sides.form_count || coalesce(sides.form_code, '')) as origin,
        case
            when sides.is_prose then '文字' || coalesce('（“' || sides.printed_text || '”）', '')
            when sides.form_count > 1 then '各表'
            else coalesce('《' || form_names.name_zh || '》', '')
        end as noun_zh,
        case
            when sides.is_prose then 'the prose' || coalesce(' (“' || sides.printed_text || '”)', '')
            when sides.form_count > 1 then 'the sum of the forms'
            else coalesce('“' || form_names.name_en || '”', '')
        end as noun_en
    from findings
    inner join sides on findings.check_key = sides.check_key
    left join form_names
        on sides.form_code = form_names.form_code and findings.budget_stage = form_names.budget_stage
),

-- Sides of one form, or both in prose, need no name.
nouns as (
    select
        check_key,
        max(noun_zh) filter (where term_side = 'expected') as expected_zh,
        max(noun_zh) filter (where term_side = 'actual') as actual_zh,
        max(noun_en) filter (where term_side = 'expected') as expected_en,
        max(noun_en) filter (where term_side = 'actual') as actual_en
    from side_names
    group by check_key
    having count(distinct origin) = 2 and bool_and(noun_zh <> '')
),

described as (
    select
        findings.*,
        nouns.expected_zh,
        nouns.actual_zh,
        nouns.expected_en,
        nouns.actual_en,
        nouns.check_key is not null as has_nouns,
        {{ unit_en('equations.equation_unit') }} as unit_name_en,
        claim_codes.name_en as label_en,
        evidence.responsibility,
        evidence.responsibility_reason,
        equations.equation_text,
        equations.equation_unit,
        equations.expected_sum,
        equations.actual_sum,
        equations.expected_number,
        equations.actual_number,
        equations.difference_number,
        places.page_first,
        places.pages,
        likely_figures.amount_key as likely_amount_key,
        likely_figures.claim_key as likely_claim_key,
        coalesce(likely_figures.finding_count, 1) as likely_finding_count,
        coalesce(forms.is_statutory, false) as is_statutory,
        forms.name_zh as form_name_zh,
        forms.name_en as form_name_en,
        -- A total of totals says nothing more.
        if(findings.measure_code in ('total', 'amount'), null, measures.name_zh) as measure_name_zh,
        if(findings.measure_code in ('total', 'amount'), null, measures.name_en) as measure_name_en,
        case
            when starts_with(findings.reason, 'computed as ')
                then
                    '按 ' || replace(substr(findings.reason, length('computed as ') + 1), ' / ', ' ÷ ')
                    || ' 万元计算'
            else reasons.says_zh
        end as reason_zh,
        case
            when starts_with(findings.reason, 'computed as ')
                then replace(findings.reason, ' / ', ' ÷ ') || ' in ten thousand yuan'
            else reasons.says_en
        end as reason_en,
        cast(
            abs(findings.difference_yuan)
            / nullif(greatest(abs(findings.actual_yuan), abs(findings.expected_yuan)), 0) as decimal(18, 8)
        ) as relative_size,
        case
            when evidence.responsibility <> 'publisher' then 'doubtful'
            when findings.identity_scope not in ('within_form', 'between_forms') then 'likely'
            -- Prose may speak of any of several cells; the columns of one form have one meaning.
            when starts_with(findings.reason, 'no reading holds') then 'doubtful'
            when evidence.is_seen then 'certain'
            when coalesce(support.unconfirmed_count, 0) > 1 then 'likely'
            else 'certain'
        end as certainty
    from findings
    inner join evidence on findings.check_key = evidence.check_key
    left join equations on findings.check_key = equations.check_key
    left join places on findings.check_key = places.check_key
    left join likely_figures on findings.check_key = likely_figures.check_key
    left join support on findings.check_key = support.check_key
    left join forms
        on findings.form_code = forms.form_code and findings.budget_stage = forms.budget_stage
    left join measures on findings.measure_code = measures.measure_code
    left join reasons on starts_with(findings.reason, reasons.opening)
    left join nouns on findings.check_key = nouns.check_key
    left join claim_codes on findings.form_code is null and findings.line_label = claim_codes.name_zh
),

---------- in words

phrased as (
    select
        *,
        coalesce('《' || form_name_zh || '》', '')
        || coalesce('“' || translate(nullif(line_label, ''), '“”', '‘’') || '”', '')
        || coalesce('（' || measure_name_zh || '）', '') as place_zh,
        concat_ws(
            ', ',
            form_name_en,
            '“'
            || translate(nullif(line_label, ''), '“”', '‘’')
            || '”'
            || coalesce(' (' || label_en || ')', ''),
            lower(measure_name_en)
        ) as place_en,
        case
            when equation_text is null
                then
                    '写的是'
                    || {{ stated_text_zh('actual_text') }}
                    || '，应为'
                    || {{ stated_text_zh('expected_text') }}
            when relation = '='
                then
                    case
                        when has_nouns
                            then
                                {{ figure_zh('expected_zh', 'expected_number', 'expected_sum') }} || '，'
                                || {{ figure_zh('actual_zh', 'actual_number', 'actual_sum') }}
                        when expected_sum is null and actual_sum is null
                            then '合计印的是 ' || actual_number || '，分项印的是 ' || expected_number
                        when actual_sum is null
                            then
                                {{ figure_zh("'各项'", 'expected_number', 'expected_sum') }} || '，印的是 '
                                || actual_number
                        when expected_sum is null
                            then
                                {{ figure_zh("'各项'", 'actual_number', 'actual_sum') }} || '，印的是 '
                                || expected_number
                        else '一边相加得 ' || expected_number || '，另一边相加得 ' || actual_number
                    end
                    || '，相差 ' || difference_number || ' ' || equation_unit
            when relation = '<='
                then
                    coalesce(actual_zh, '')
                    || ' '
                    || actual_number
                    || ' 应不大于'
                    || coalesce(expected_zh, '')
                    || ' '
                    || expected_number || '，多出 ' || difference_number || ' ' || equation_unit
            else
                coalesce(actual_zh, '') || ' ' || actual_number || ' 应不小于' || coalesce(expected_zh, '') || ' '
                || expected_number || '，少了 ' || difference_number || ' ' || equation_unit
        end as saying_zh,
        case
            when
                equation_text is null
                then
                    'says ' || {{ stated_text_en('actual_text') }} || ', should be '
                    || {{ stated_text_en('expected_text') }}
            when relation = '='
                then
                    case
                        when has_nouns
                            then
                                {{ figure_en('expected_en', 'expected_number', 'expected_sum') }} || ', '
                                || {{ figure_en('actual_en', 'actual_number', 'actual_sum') }}
                        when expected_sum is null and actual_sum is null
                            then
                                'the total is printed as '
                                || actual_number
                                || ', its part as '
                                || expected_number
                        when actual_sum is null
                            then 'the figures make ' || expected_number || ', printed is ' || actual_number
                        when expected_sum is null
                            then 'the figures make ' || actual_number || ', printed is ' || expected_number
                        else 'one side adds up to ' || expected_number || ', the other to ' || actual_number
                    end
                    || coalesce(' (' || unit_name_en || ')', '') || ', a difference of '
                    || {{ whole_yuan('difference_yuan') }}
            when relation = '<='
                then
                    coalesce(actual_en || ' ', '') || actual_number || ' should be at most '
                    || coalesce(expected_en || ' ', '')
                    || expected_number
                    || coalesce(' (' || unit_name_en || ')', '')
                    || ', over by '
                    || {{ whole_yuan('difference_yuan') }}
            else
                coalesce(actual_en || ' ', '') || actual_number || ' should be at least '
                || coalesce(expected_en || ' ', '') || expected_number || ', short by '
                || difference_number || ' ' || unit_name_en
        end as saying_en
    from described
)

select
    check_key as finding_key,
    identity_code,
    disclosure_key,
    other_disclosure_key,
    department_key,
    cast(fiscal_year as integer) as fiscal_year,
    budget_stage,
    document_key,
    form_code,
    is_statutory,
    line_label,
    measure_code,
    budget_unit_label,

    -- what is wrong
    coalesce(equation_text, actual_text || ' ≠ ' || expected_text, identity_name_en) as equation_text,
    equation_unit,
    concat_ws(
        '：', '不符合“' || identity_name_zh || '”', nullif(place_zh, ''),
        saying_zh
        || coalesce('（' || reason_zh || '）', '')
        || coalesce('，见第 ' || replace(pages, ', ', '、') || ' 页', '')
        || '。'
    ) as summary_zh,
    concat_ws(
        ': ', identity_name_en, nullif(place_en, ''),
        saying_en
        || coalesce(' (' || reason_en || ')', '')
        || coalesce(if(regexp_matches(pages, '[-,]'), '; pages ', '; page ') || pages, '')
        || '.'
    ) as summary_en,
    relation,
    try_cast(expected_yuan as decimal(20, 2)) as expected_yuan,
    try_cast(actual_yuan as decimal(20, 2)) as actual_yuan,
    try_cast(difference_yuan as decimal(20, 2)) as difference_yuan,
    try_cast(tolerance_yuan as decimal(20, 8)) as tolerance_yuan,
    relative_size,
    reason,

    -- how sure, and whose
    certainty,
    responsibility,
    responsibility_reason,

    -- where
    page_first,
    pages,
    cast(term_count as integer) as term_count,
    likely_amount_key,
    likely_claim_key,
    if(likely_finding_count > 1, coalesce(likely_amount_key, likely_claim_key), check_key) as group_key
from phrased
