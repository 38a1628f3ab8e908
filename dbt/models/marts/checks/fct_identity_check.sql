{{ keep_judged() }}

with

checks as (
    select * from {{ ref('int_identity_check') }}
),

equations as (
    select * from {{ ref('int_identity_equation') }}
)

select
    checks.check_key,
    checks.identity_code,
    checks.disclosure_key,
    checks.other_disclosure_key,
    checks.form_code,
    checks.line_label,
    checks.measure_code,
    checks.amount_basis,
    checks.side,
    checks.breakdown,
    checks.budget_unit_label,
    checks.relation,
    try_cast(checks.expected_yuan as decimal(20, 2)) as expected_yuan,
    try_cast(checks.actual_yuan as decimal(20, 2)) as actual_yuan,
    try_cast(checks.difference_yuan as decimal(20, 2)) as difference_yuan,
    try_cast(checks.tolerance_yuan as decimal(20, 8)) as tolerance_yuan,
    cast(checks.term_count as integer) as term_count,
    checks.expected_text,
    checks.actual_text,
    checks.status,
    checks.reason,
    equations.equation_text,
    equations.equation_unit
from checks
left join equations on checks.check_key = equations.check_key
