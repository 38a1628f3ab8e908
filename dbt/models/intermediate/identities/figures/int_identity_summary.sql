with

amounts as (
    select *
    from {{ ref('int_identity_amount') }}
    -- Columns that nobody could name are not told from each other: they add up to nothing.
    where layout = 'summary' and measure_code is distinct from 'unknown'
),

-- A revenue line names its source in the words that name a column of the revenue form.
source_words as (
    select * from {{ ref('header_term') }}
    where scope = 'revenue' and kind in ('fund', 'measure')
),

revenue_labels as (
    select distinct
        line_label,
        {{ without_excluded(compact('line_label')) }} as meant
    from amounts
    where side = 'revenue' and line_kind in ('line', 'sub_line', 'balance', 'sub_balance')
),

line_sources as (
    select
        revenue_labels.line_label,
        arg_min(source_words.term, source_words.priority) as line_source
    from revenue_labels
    inner join source_words
        on
            regexp_matches(revenue_labels.meant, source_words.must_match)
            and not regexp_matches(revenue_labels.meant, coalesce(source_words.must_not_match, '^$'))
    where source_words.kind = 'fund' or source_words.term = 'fiscal_appropriation'
    group by revenue_labels.line_label
)

-- One printed column of one side: within it, lines add up.
select
    amounts.amount_key,
    amounts.disclosure_key,
    amounts.form_code,
    amounts.table_id,
    amounts.row_no,
    amounts.column_no,
    amounts.amount_basis,
    amounts.unit_key,
    amounts.side,
    amounts.breakdown,
    amounts.line_kind,
    amounts.line_role,
    amounts.line_label,
    amounts.line_parent_row_no,
    amounts.is_memo_line,
    amounts.functional_code,
    amounts.measure_code,
    amounts.type_code,
    amounts.source_code,
    amounts.is_all_types,
    amounts.is_all_sources,
    amounts.amount_yuan,
    line_sources.line_source,
    concat_ws(
        '|', amounts.disclosure_key, amounts.form_code, amounts.amount_basis, amounts.unit_key
    ) as summary_key,
    concat_ws(
        '|',
        amounts.disclosure_key, amounts.form_code, amounts.amount_basis, amounts.unit_key,
        amounts.side, amounts.breakdown, amounts.type_code, amounts.source_code
    ) as column_key,
    concat_ws(
        '|',
        amounts.disclosure_key, amounts.form_code, amounts.amount_basis, amounts.unit_key,
        amounts.side, '', amounts.type_code, amounts.source_code
    ) as shared_column_key
from amounts
-- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
left join line_sources on if(amounts.side = 'revenue', amounts.line_label, null) = line_sources.line_label
