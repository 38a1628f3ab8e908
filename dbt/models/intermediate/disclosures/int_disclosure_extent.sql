{{ keep_by('disclosure_key') }}

with

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

form_kinds as (
    select * from {{ ref('form') }}
    where is_statutory
),

amounts as (
    select * from {{ ref('int_published_amount') }}
),

tables as (
    select * from {{ ref('int_disclosure_table') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

-- A form printed empty is disclosed too.
form_counts as (
    select
        tables.disclosure_key,
        count(distinct forms.form_code) as form_count
    from tables
    inner join forms on tables.table_id = forms.table_id
    inner join form_kinds on forms.form_code = form_kinds.form_code
    group by tables.disclosure_key
),

amount_counts as (
    select
        amounts.disclosure_key,
        count(*) as amount_count
    from amounts
    inner join form_kinds on amounts.form_code = form_kinds.form_code
    group by amounts.disclosure_key
)

select
    disclosures.disclosure_key,
    coalesce(form_counts.form_count, 0) as form_count,
    coalesce(amount_counts.amount_count, 0) as amount_count
from disclosures
left join form_counts on disclosures.disclosure_key = form_counts.disclosure_key
left join amount_counts on disclosures.disclosure_key = amount_counts.disclosure_key
