with

code_amounts as (
    select * from {{ ref('int_identity_code_key') }}
),

parents as (
    select * from {{ ref('int_identity_code_parent') }}
),

total_rows as (
    select
        *,
        'total row' as total_kind
    from code_amounts
    where is_total
    qualify
        row_number() over (
            partition by context_key, type_code, source_code
            -- of columns of one meaning in a row, the first
            order by table_id, row_no, length(amount_key), amount_key
        ) = 1
),

-- A form of one unit, or of several, may print the units' own rows and no total above them.
unit_rows as (
    select
        code_amounts.* exclude (line_label),
        -- The sum of several rows is no row's own.
        if(
            count(*) over (
                partition by code_amounts.context_key, code_amounts.type_code, code_amounts.source_code
            ) > 1,
            null,
            code_amounts.line_label
        ) as line_label,
        'unit rows' as total_kind
    from code_amounts
    left join parents
        on code_amounts.context_key = parents.context_key and code_amounts.code_key = parents.code_key
    left join total_rows
        on
            code_amounts.context_key = total_rows.context_key
            and code_amounts.type_code = total_rows.type_code
            and code_amounts.source_code = total_rows.source_code
    where
        not code_amounts.is_total
        and code_amounts.unit_key != ''
        and code_amounts.functional_code || code_amounts.economic_code = ''
        and code_amounts.government_economic_code || code_amounts.item_key = ''
        and parents.parent_key is null
        and total_rows.context_key is null
)

select
    disclosure_key,
    form_code,
    amount_basis,
    type_code,
    source_code,
    is_all_sources,
    measure_code,
    amount_key,
    line_label,
    total_kind
from total_rows
union all
select
    disclosure_key,
    form_code,
    amount_basis,
    type_code,
    source_code,
    is_all_sources,
    measure_code,
    amount_key,
    line_label,
    total_kind
from unit_rows
