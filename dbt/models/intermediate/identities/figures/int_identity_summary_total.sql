with

totals as (
    select
        *,
        case
            when line_kind = 'current_year_total' then 'the current-year total'
            else 'the grand total'
        end as reading
    from {{ ref('int_identity_summary') }}
    where line_kind in ('current_year_total', 'grand_total') and is_all_types
)

-- Where one side shows the same money several ways, its function breakdown speaks for it.
select
    disclosure_key,
    form_code,
    amount_basis,
    unit_key,
    side,
    source_code,
    line_kind,
    reading,
    measure_code,
    amount_key,
    amount_yuan,
    line_label
from totals
where unit_key = ''
qualify
    row_number() over (
        partition by summary_key, side, source_code, line_kind
        order by breakdown != 'functional', breakdown != '', breakdown, row_no, column_no
    ) = 1
