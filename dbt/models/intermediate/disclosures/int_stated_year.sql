with

mentions as (
    select * from {{ ref('int_year_mention') }}
),

keys as (
    select * from {{ ref('int_disclosure_key') }}
),

disclosure_tables as (
    select * from {{ ref('int_disclosure_table') }}
),

-- What stands outside tables speaks for the document, and so for its only disclosure.
single_disclosures as (
    select
        document_id,
        min(disclosure_key) as disclosure_key
    from keys
    group by document_id
    having count(distinct disclosure_key) = 1
),

placed as (
    select
        coalesce(disclosure_tables.disclosure_key, single_disclosures.disclosure_key) as disclosure_key,
        mentions.place,
        mentions.fiscal_year,
        mentions.budget_stage,
        mentions.stated_text
    from mentions
    left join disclosure_tables on mentions.table_id = disclosure_tables.table_id
    left join single_disclosures on mentions.document_id = single_disclosures.document_id
)

select
    disclosure_key,
    place,
    fiscal_year,
    budget_stage,
    stated_text,
    count(*) as mention_count
from placed
where disclosure_key is not null
group by disclosure_key, place, fiscal_year, budget_stage, stated_text
