with

basic_amounts as (
    select *
    from {{ ref('int_identity_code_key') }}
    where form_code = 'basic_expenditure' and type_code = 'total' and is_all_sources
),

-- The economic sections that are three public items, whatever kind of project they may also pay.
ceilings as (
    select
        economic_items.economic_code,
        economic_items.item_code
    from (
        values
        ('30212', 'overseas_travel'),
        ('30217', 'official_reception'),
        ('30231', 'vehicle_operation'),
        ('31013', 'vehicle_purchase')
    ) as economic_items (economic_code, item_code)
),

item_amounts as (
    select *
    from {{ ref('int_identity_amount') }}
    where form_code = 'three_public_expenses' and is_all_types and is_all_sources and unit_key = ''
),

basic_items as (
    select
        basic_amounts.disclosure_key,
        basic_amounts.amount_basis,
        ceilings.item_code,
        basic_amounts.amount_key,
        basic_amounts.line_label
    from basic_amounts
    inner join ceilings on basic_amounts.economic_code = ceilings.economic_code
    where basic_amounts.unit_key = ''
),

-- A blank item in a form that prints others is nothing, and no money may hide under it.
printed_forms as (
    select
        disclosure_key,
        amount_basis
    from item_amounts
    group by disclosure_key, amount_basis
    -- a column whose item is not understood may be the one looked for
    having not bool_or(item_code = 'unknown')
),

judged_items as (
    select basic_items.*
    from basic_items
    inner join printed_forms
        on
            basic_items.disclosure_key = printed_forms.disclosure_key
            and basic_items.amount_basis = printed_forms.amount_basis
),

terms as (
    select
        concat_ws('|', disclosure_key, amount_basis, item_code) as place,
        disclosure_key,
        'basic_expenditure' as form_code,
        line_label,
        'total' as measure_code,
        '<=' as relation,
        'actual' as term_side,
        amount_key
    from judged_items
    union all
    select distinct
        concat_ws(
            '|', judged_items.disclosure_key, judged_items.amount_basis, judged_items.item_code
        ) as place,
        judged_items.disclosure_key,
        'basic_expenditure' as form_code,
        min(judged_items.line_label) over (
            partition by judged_items.disclosure_key, judged_items.amount_basis, judged_items.item_code
        ) as line_label,
        'total' as measure_code,
        '<=' as relation,
        'expected' as term_side,
        item_amounts.amount_key
    from judged_items
    inner join item_amounts
        on
            judged_items.disclosure_key = item_amounts.disclosure_key
            and judged_items.amount_basis = item_amounts.amount_basis
            and judged_items.item_code = item_amounts.item_code
)

{{ identity_terms('terms', 'three_public_ceiling') }}
