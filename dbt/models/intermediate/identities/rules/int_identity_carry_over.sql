with

pairs as (
    select * from {{ ref('int_identity_disclosure_pair') }}
    where pair_kind = 'last_year'
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
    where budget_stage = 'final_accounts'
),

-- The balances between the totals of a summary; only final accounts know them, a budget expects them.
balances as (
    select summaries.*
    from {{ ref('int_identity_summary_of_all_documents') }} as summaries
    inner join disclosures on summaries.disclosure_key = disclosures.disclosure_key
    where
        summaries.line_kind = 'balance'
        and summaries.amount_basis = 'final'
        and summaries.unit_key = ''
        and summaries.is_all_types
        and summaries.is_all_sources
        and summaries.breakdown in ('', 'functional')
),

opening as (
    select * from balances
    where side = 'revenue' and regexp_matches(line_label, '(年初|上年).{0,12}(结转|结余)')
),

closing as (
    select * from balances
    where side = 'expenditure' and regexp_matches(line_label, '(年末|年终).{0,12}(结转|结余)')
),

matched as (
    select distinct
        opening.disclosure_key,
        pairs.other_disclosure_key,
        opening.form_code
    from opening
    inner join pairs on opening.disclosure_key = pairs.disclosure_key
    inner join closing
        on
            pairs.other_disclosure_key = closing.disclosure_key
            and opening.form_code = closing.form_code
),

terms as (
    select
        matched.disclosure_key,
        matched.other_disclosure_key,
        matched.form_code,
        concat_ws('|', matched.disclosure_key, matched.other_disclosure_key, matched.form_code) as place,
        opening.line_label,
        opening.measure_code,
        '=' as relation,
        'actual' as term_side,
        opening.amount_key
    from matched
    inner join opening
        on matched.disclosure_key = opening.disclosure_key and matched.form_code = opening.form_code
    union all
    select
        matched.disclosure_key,
        matched.other_disclosure_key,
        matched.form_code,
        concat_ws('|', matched.disclosure_key, matched.other_disclosure_key, matched.form_code) as place,
        closing.line_label,
        closing.measure_code,
        '=' as relation,
        'expected' as term_side,
        closing.amount_key
    from matched
    inner join closing
        on matched.other_disclosure_key = closing.disclosure_key and matched.form_code = closing.form_code
),

gaps as (
    select distinct
        opening.disclosure_key,
        opening.form_code,
        'the final accounts of the year before are not in the warehouse' as reason
    from opening
    left join matched
        on opening.disclosure_key = matched.disclosure_key and opening.form_code = matched.form_code
    where matched.disclosure_key is null
)

{{ identity_terms('terms', 'carry_over', has_other=true) }}
union all
{{ identity_gaps('gaps', 'carry_over') }}
