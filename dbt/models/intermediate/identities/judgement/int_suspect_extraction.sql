{{ keep_judged() }}

with

terms as (
    select * from {{ ref('int_identity_term') }}
),

checks as (
    select * from {{ ref('int_identity_check') }}
    where status in ('exact', 'rounding', 'violated') and relation = '=' and actual_text is null
),

amounts as (
    select
        amount_key,
        table_id
    from {{ ref('int_corrected_amount_of_all_documents') }}
),

loose_amounts as (
    select * from {{ ref('int_loose_amount') }}
),

-- A publisher who errs errs in a row or two; a shifted or lost column breaks most rows of its table.
row_checks_by_table as (
    select
        checks.disclosure_key,
        amounts.table_id,
        count(distinct checks.check_key) as judged_count,
        count(distinct checks.check_key) filter (where checks.status = 'violated') as violated_count
    from checks
    inner join terms on checks.check_key = terms.check_key and terms.term_side = 'actual'
    inner join amounts on terms.amount_key = amounts.amount_key
    where checks.identity_code = 'row_cross_foot'
    group by checks.disclosure_key, amounts.table_id
),

broken_tables as (
    select
        disclosure_key,
        table_id,
        'broken_rows' as evidence_code,
        'table ' || table_id || ': ' || violated_count || ' of ' || judged_count
        || ' rows do not cross-foot' as evidence
    from row_checks_by_table
    where violated_count >= 3 and violated_count > 0.5 * judged_count
),

-- The same over all identities of a disclosure: single slips of a publisher stay far below.
checks_by_disclosure as (
    select
        disclosure_key,
        count(*) as judged_count,
        count(*) filter (where status = 'violated') as violated_count
    from checks
    group by disclosure_key
),

many_violations as (
    select
        disclosure_key,
        null::varchar as table_id,
        'many_violations' as evidence_code,
        violated_count || ' of ' || judged_count || ' checks are violated' as evidence
    from checks_by_disclosure
    where violated_count >= 10 and violated_count > 0.2 * judged_count
),

-- A form whose rows add up to too little, while amounts stand loose beside it: rows were lost.
lost_rows as (
    select distinct
        checks.disclosure_key,
        amounts.table_id,
        'lost_rows' as evidence_code,
        'table ' || amounts.table_id || ' adds up to too little; ' || loose_amounts.evidence as evidence
    from checks
    inner join terms on checks.check_key = terms.check_key and terms.term_side = 'actual'
    inner join amounts on terms.amount_key = amounts.amount_key
    inner join loose_amounts on amounts.table_id = loose_amounts.table_id
    where
        checks.status = 'violated'
        and checks.identity_code in ('code_roll_up', 'unit_roll_up', 'summary_lines')
        and checks.expected_yuan < checks.actual_yuan
)

select * from broken_tables
union all
select * from many_violations
union all
select * from lost_rows
