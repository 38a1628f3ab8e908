with

code_amounts as (
    select * from {{ ref('int_identity_code_key') }}
    where functional_code != ''
),

parents as (
    select * from {{ ref('int_identity_code_parent') }}
),

keys as (
    select distinct
        context_key,
        code_key,
        functional_code
    from code_amounts
),

branches as (
    select
        context_key,
        code_key,
        unnest(
            list_distinct([left(functional_code, 3), left(functional_code, 5), functional_code])
        ) as branch_code
    from keys
),

-- Inside a branch only the topmost printed rows count: rows under another row of the branch are in it.
covered as (
    select distinct
        branches.context_key,
        branches.code_key,
        branches.branch_code
    from branches
    inner join parents
        on branches.context_key = parents.context_key and branches.code_key = parents.code_key
    inner join branches as parent_branches
        on
            parents.context_key = parent_branches.context_key
            and parents.parent_key = parent_branches.code_key
            and branches.branch_code = parent_branches.branch_code
),

tops as (
    select
        branches.context_key,
        branches.code_key,
        branches.branch_code
    from branches
    left join covered
        on
            branches.context_key = covered.context_key
            and branches.code_key = covered.code_key
            and branches.branch_code = covered.branch_code
    where covered.code_key is null
)

select
    code_amounts.disclosure_key,
    code_amounts.form_code,
    code_amounts.amount_basis,
    tops.branch_code,
    code_amounts.type_code,
    code_amounts.source_code,
    code_amounts.is_all_sources,
    code_amounts.measure_code,
    code_amounts.amount_key,
    code_amounts.line_label
from tops
inner join code_amounts
    on tops.context_key = code_amounts.context_key and tops.code_key = code_amounts.code_key
