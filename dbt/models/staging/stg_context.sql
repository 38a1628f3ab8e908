{#- A build file of an earlier version has no such table until its folder is loaded again. -#}
{%- set lines = source('raw', 'context_line') -%}
{%- set is_there = not execute or load_relation(lines) is not none -%}

-- What users say of a region and year, or of the prices of a year.
{% if is_there %}
    select
        measure,
        region_code,
        fiscal_year,
        value
    from {{ lines }}
    where fault is null
{% else %}
    select
        cast(null as varchar) as measure,
        cast(null as varchar) as region_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 4)) as value
    where false
{% endif %}
