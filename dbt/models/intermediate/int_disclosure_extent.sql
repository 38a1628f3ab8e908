with

disclosures as (
    select * from {{ ref('int_disclosure') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

form_kinds as (
    select * from {{ ref('form') }}
    where is_statutory
),

cells as (
    select * from {{ ref('stg_cell') }}
),

amounts as (
    select
        table_id,
        count(*) as amount_count
    from cells
    where not is_header and amount_printed is not null
    group by table_id
)

select
    disclosures.disclosure_key,
    count(distinct form_kinds.form_code) as form_count,
    coalesce(sum(amounts.amount_count), 0) as amount_count
from disclosures
left join disclosure_tables on disclosures.disclosure_key = disclosure_tables.disclosure_key
left join forms on disclosure_tables.table_id = forms.table_id
left join form_kinds on forms.form_code = form_kinds.form_code
left join amounts on forms.table_id = amounts.table_id and form_kinds.form_code is not null
group by disclosures.disclosure_key
