-- The amounts of final accounts that stand under a revised budget: some print the budget twice, as of
-- the beginning of the year (年初预算数) and as revised (全年预算数), both beside the outcome.
with

amounts as (
    select * from {{ ref('int_published_amount') }}
    where budget_stage = 'final_accounts' and amount_basis = 'budget'
),

columns as (
    select * from {{ ref('int_column_role') }}
),

budget_versions as (
    select * from {{ ref('budget_version') }}
    where budget_version = 'revised_budget'
)

select distinct amounts.amount_key
from amounts
inner join columns
    on amounts.table_id = columns.table_id and amounts.column_no = columns.column_no
inner join budget_versions on regexp_matches(columns.header_path, budget_versions.must_match)
