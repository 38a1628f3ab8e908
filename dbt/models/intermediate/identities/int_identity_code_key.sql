with

amounts as (
    select * from {{ ref('int_identity_amount') }}
),

coded_amounts as (
    select
        *,
        line_kind = 'total' as is_total,
        concat_ws('|', disclosure_key, form_code, amount_basis) as context_key
    from amounts
    where
        line_kind in ('total', 'unit', 'code', 'unit_code')
        and (
            line_kind = 'total'
            or unit_key || functional_code || economic_code || government_economic_code != ''
        )
),

-- A row that itemises another row of the very same codes is one level deeper than that row.
same_code_rows as (
    select
        context_key,
        unit_key,
        functional_code,
        economic_code,
        government_economic_code,
        bool_or(line_role = 'subtotal') and bool_or(line_role = 'detail') as has_itemised_row
    from coded_amounts
    where not is_total
    group by context_key, unit_key, functional_code, economic_code, government_economic_code
),

positioned as (
    select
        coded_amounts.context_key,
        coded_amounts.disclosure_key,
        coded_amounts.form_code,
        coded_amounts.amount_basis,
        coded_amounts.amount_key,
        coded_amounts.measure_code,
        coded_amounts.type_code,
        coded_amounts.source_code,
        coded_amounts.is_all_sources,
        coded_amounts.line_label,
        coded_amounts.table_id,
        coded_amounts.row_no,
        coded_amounts.is_total,
        if(coded_amounts.is_total, '', coded_amounts.unit_key) as unit_key,
        if(coded_amounts.is_total, '', coded_amounts.functional_code) as functional_code,
        if(coded_amounts.is_total, '', coded_amounts.economic_code) as economic_code,
        if(coded_amounts.is_total, '', coded_amounts.government_economic_code) as government_economic_code,
        case
            when same_code_rows.has_itemised_row and coded_amounts.line_role = 'detail'
                then 'row ' || coded_amounts.table_id || ':' || coded_amounts.row_no
            else ''
        end as item_key
    from coded_amounts
    left join same_code_rows
        on
            coded_amounts.context_key = same_code_rows.context_key
            and coded_amounts.unit_key = same_code_rows.unit_key
            and coded_amounts.functional_code = same_code_rows.functional_code
            and coded_amounts.economic_code = same_code_rows.economic_code
            and coded_amounts.government_economic_code = same_code_rows.government_economic_code
            and not coded_amounts.is_total
)

select
    *,
    concat_ws(
        '/', unit_key, functional_code, economic_code, government_economic_code, item_key
    ) as code_key
from positioned
