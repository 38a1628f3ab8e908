with

layouts as (
    select * from {{ ref('int_table_layout') }}
),

forms as (
    select distinct
        recognised.disclosure_key,
        recognised.form_code,
        layouts.layout_key
    from {{ ref('fct_recognised_table') }} as recognised
    inner join layouts on recognised.table_id = layouts.table_id
)

select
    forms.layout_key,
    checks.identity_code,
    count(distinct checks.check_key) as violated_count
from {{ ref('fct_identity_check') }} as checks
inner join forms on checks.disclosure_key = forms.disclosure_key and checks.form_code = forms.form_code
where checks.status = 'violated'
group by forms.layout_key, checks.identity_code
