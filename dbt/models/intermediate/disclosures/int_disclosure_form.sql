with

recognised_tables as (
    select * from {{ ref('int_recognised_table') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

amounts as (
    select * from {{ ref('int_amount') }}
),

amounts_per_form as (
    select
        disclosure_key,
        form_code,
        count(*) as amount_count
    from amounts
    group by disclosure_key, form_code
),

forms as (
    select
        disclosure_tables.disclosure_key,
        recognised_tables.form_code,
        count(*) as table_count
    from recognised_tables
    inner join disclosure_tables on recognised_tables.table_id = disclosure_tables.table_id
    group by disclosure_tables.disclosure_key, recognised_tables.form_code
)

select
    forms.disclosure_key,
    forms.form_code,
    forms.table_count,
    coalesce(amounts_per_form.amount_count, 0) as amount_count
from forms
left join amounts_per_form
    on forms.disclosure_key = amounts_per_form.disclosure_key and forms.form_code = amounts_per_form.form_code
