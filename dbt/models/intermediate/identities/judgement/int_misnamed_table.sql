-- Tables of statutory forms under a title that is another form's.
with

amounts as (
    select
        amounts.disclosure_key,
        amounts.form_code,
        amounts.table_id,
        amounts.row_no,
        amounts.line_label,
        amounts.code_source,
        coalesce(amounts.fund_source, amounts.measure_code) as source,
        amounts.measure_code,
        amounts.functional_code,
        coalesce(amounts.economic_code, amounts.government_economic_code) as economic_code,
        forms.code_axis,
        forms.layout,
        forms.fund_source as fund_of_form
    from {{ ref('int_corrected_amount_of_all_documents') }} as amounts
    inner join {{ ref('form') }} as forms on amounts.form_code = forms.form_code and forms.is_statutory
    where
        amounts.disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

-- A form by economic class lists no functional codes, nor the other way round.
of_other_codes as (
    select table_id
    from amounts
    group by table_id
    having
        (
            any_value(code_axis) = 'functional'
            and count(functional_code) = 0
            and count(economic_code) > 0
        )
        or (
            any_value(code_axis) = 'economic'
            and count(economic_code) = 0
            and count(functional_code) > 0
        )
),

-- Money that comes in beside the classes it is spent on, in one row: a summary. Forms of one fund may be
-- printed so, too.
of_two_sides as (
    select table_id
    from (
        select
            table_id,
            row_no,
            count(distinct line_label) > 1 as has_two_names,
            bool_or(functional_code is not null and code_source = 'inferred_from_name') as has_named_code
        from amounts
        where layout = 'rows' and code_axis = 'functional' and fund_of_form is null
        group by table_id, row_no
    ) as form_rows
    group by table_id
    having bool_or(has_two_names and has_named_code) and count(*) filter (where has_named_code) > 1
),

-- All forms but that of revenue are there.
without_revenue as (
    select disclosed.disclosure_key
    from {{ ref('int_disclosure_form_of_all_documents') }} as disclosed
    inner join {{ ref('form') }} as forms on disclosed.form_code = forms.form_code and forms.is_statutory
    group by disclosed.disclosure_key
    having count(*) > 3 and not bool_or(disclosed.form_code = 'revenue')
),

expenditure_types as (
    select expenditure_type_code from {{ ref('expenditure_type') }}
),

revenue_sources as (
    select measure_code from {{ ref('measure') }}
    where scope = 'revenue' and is_partition
),

-- By code the money that comes in is that which is spent: columns of sources alone, where the form of revenue
-- is missing, may be that form.
of_sources_alone as (
    select amounts.table_id
    from amounts
    inner join without_revenue on amounts.disclosure_key = without_revenue.disclosure_key
    left join expenditure_types on amounts.measure_code = expenditure_types.expenditure_type_code
    left join revenue_sources on amounts.source = revenue_sources.measure_code
    where amounts.form_code = 'expenditure'
    group by amounts.table_id
    having
        count(expenditure_types.expenditure_type_code) = 0
        and count(distinct revenue_sources.measure_code) > 1
)

select table_id from of_other_codes
union
select table_id from of_two_sides
union
select table_id from of_sources_alone
