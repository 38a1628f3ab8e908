{{ keep_by('table_id') }}

-- The day that a list form says it is as of (截止时间：2023-12-31); the last date of its caption.
with

tables as (
    select * from {{ ref('stg_table') }}
),

dated as (
    select
        table_id,
        regexp_extract_all(
            {{ remove_space('caption_folded') }}, '20\d{2}[-年./]\d{1,2}[-月./]\d{1,2}'
        )[-1] as date_text
    from tables
)

select
    table_id,
    try_cast(regexp_replace(date_text, '(\d{4})\D(\d{1,2})\D(\d{1,2})', '\1-\2-\3') as date) as as_of_date
from dated
where date_text is not null
