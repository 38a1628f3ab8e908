with

findings as (
    select * from {{ ref('int_finding_check') }}
),

equations as (
    select * from {{ ref('kept_violated_equation') }}
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

described as (
    select
        findings.*,
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
        measures.name_zh as measure_name_zh,
        measures.name_en as measure_name_en,
        reasons.says_zh as reason_zh,
        reasons.says_en as reason_en,
        cast(
            abs(findings.difference_yuan)
            / nullif(greatest(abs(findings.actual_yuan), abs(findings.expected_yuan)), 0) as decimal(18, 8)
        ) as relative_size,
        case
            when findings.is_suspect then 'doubtful'
            when findings.identity_scope not in ('within_form', 'between_forms') then 'likely'
            -- Prose may speak of any of several cells; the columns of one form have one meaning.
            when starts_with(findings.reason, 'no reading holds') then 'doubtful'
            when coalesce(support.unconfirmed_count, 0) > 1 then 'likely'
            else 'certain'
        end as certainty
    from findings
    left join equations on findings.check_key = equations.check_key
    left join places on findings.check_key = places.check_key
    left join likely_figures on findings.check_key = likely_figures.check_key
    left join support on findings.check_key = support.check_key
    left join forms
        on findings.form_code = forms.form_code and findings.budget_stage = forms.budget_stage
    left join measures on findings.measure_code = measures.measure_code
    left join reasons on starts_with(findings.reason, reasons.opening)
),

---------- in words

phrased as (
    select
        *,
        coalesce('《' || form_name_zh || '》', '') || coalesce('“' || line_label || '”', '')
        || coalesce('（' || measure_name_zh || '）', '') as place_zh,
        concat_ws(
            ', ', form_name_en, nullif('“' || line_label || '”', ''), lower(measure_name_en)
        ) as place_en,
        case
            when equation_text is null
                then
                    '写的是“' || {{ stated_text_zh('actual_text') }} || '”，应为“'
                    || {{ stated_text_zh('expected_text') }} || '”'
            when relation = '='
                then
                    case
                        when (expected_sum is null) = (actual_sum is null)
                            then '一边是 ' || expected_number || '，另一边是 ' || actual_number
                        when actual_sum is null then '算得 ' || expected_number || '，印的是 ' || actual_number
                        else '算得 ' || actual_number || '，印的是 ' || expected_number
                    end
                    || '，相差 ' || difference_number || ' ' || equation_unit
            when relation = '<='
                then
                    actual_number || ' 应不大于 ' || expected_number
                    || '，多出 ' || difference_number || ' ' || equation_unit
            else
                actual_number || ' 应不小于 ' || expected_number || '，少了 ' || difference_number
                || ' ' || equation_unit
        end as saying_zh,
        case
            when
                equation_text is null
                then 'says “' || actual_text || '”, should say “' || expected_text || '”'
            when relation = '='
                then
                    case
                        when (expected_sum is null) = (actual_sum is null)
                            then expected_number || ' on one side, ' || actual_number || ' on the other'
                        when
                            actual_sum is null
                            then 'computed ' || expected_number || ', printed ' || actual_number
                        else 'computed ' || actual_number || ', printed ' || expected_number
                    end
                    || ', off by ' || difference_number || ' ' || equation_unit
            when relation = '<='
                then
                    actual_number || ' should be at most ' || expected_number || ', over by '
                    || difference_number || ' ' || equation_unit
            else
                actual_number || ' should be at least ' || expected_number || ', short by '
                || difference_number || ' ' || equation_unit
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
        '：', identity_name_zh, nullif(place_zh, ''),
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
    cast(expected_yuan as decimal(20, 2)) as expected_yuan,
    cast(actual_yuan as decimal(20, 2)) as actual_yuan,
    cast(difference_yuan as decimal(20, 2)) as difference_yuan,
    cast(tolerance_yuan as decimal(20, 8)) as tolerance_yuan,
    relative_size,
    reason,

    -- how sure, and whose
    certainty,
    case
        when identity_code = 'correction' then 'ledger'
        when is_suspect then 'suspect_extraction'
        else 'publisher'
    end as responsibility,

    -- where
    page_first,
    pages,
    cast(term_count as integer) as term_count,
    likely_amount_key,
    likely_claim_key,
    if(likely_finding_count > 1, coalesce(likely_amount_key, likely_claim_key), check_key) as group_key
from phrased
