{#
    The rows of a star fact without those a wider disclosure of the same year and stage holds as well.
    A unit gives way only where the wider disclosure has rows in this very fact: a department that
    published prose alone hides nothing. References leave out the database, because the view is made
    again in the published file, which has another name.
#}
{% macro consolidated(star_fact) -%}
with

facts as (
    select * from {{ ref(star_fact).include(database=false) }}
),

covered as (
    select * from {{ ref('fct_disclosure_overlap').include(database=false) }}
),

held_elsewhere as (
    select distinct covered.disclosure_key
    from covered
    inner join facts on covered.covering_disclosure_key = facts.disclosure_key
)

select facts.*
from facts
left join held_elsewhere on facts.disclosure_key = held_elsewhere.disclosure_key
where held_elsewhere.disclosure_key is null
{%- endmacro %}
