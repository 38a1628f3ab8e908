{#- OCR that is less sure of a character says nothing about it. -#}
{% set least_confidence = 0.9 %}
with

terms as (
    select * from {{ ref('int_finding_term') }}
    where coefficient <> 0
),

amounts as (
    select * from {{ ref('fct_published_amount') }}
),

pictures as (
    select
        pictures.table_id,
        pictures.row_no,
        pictures.column_no,
        regexp_replace(pictures.picture_text, '\D', '', 'g')
        = regexp_replace(cells.text, '\D', '', 'g') as agrees
    from {{ source('raw', 'cell_picture') }} as pictures
    inner join {{ source('raw', 'table_cell') }} as cells
        on
            pictures.table_id = cells.table_id
            and pictures.row_no = cells.row_no
            and pictures.column_no = cells.column_no
    where pictures.confidence >= {{ least_confidence }}
)

select
    terms.check_key,
    count(*) as figure_count,
    count(*) filter (where pictures.agrees) as agreeing_count,
    count(*) filter (where not pictures.agrees) as differing_count
from terms
left join amounts on terms.amount_key = amounts.amount_key
left join pictures
    on
        amounts.table_id = pictures.table_id
        and amounts.row_no = pictures.row_no
        and amounts.column_no = pictures.column_no
group by terms.check_key
having count(pictures.agrees) > 0
