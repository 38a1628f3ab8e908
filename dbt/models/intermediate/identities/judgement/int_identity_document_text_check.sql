{{ keep_by('disclosure_key') }}

with

checks as (
    {% for rule in ['stated_year', 'catalogue_code', 'target', 'manifest'] -%}
        select * from {{ ref('int_identity_' ~ rule) }}
        union all by name
    {% endfor -%}
    select
        *,
        list_filter([claim_key, part_key, whole_key], lambda stated_key: stated_key is not null) as claim_keys
    from {{ ref('int_identity_narrative_ratio') }}
)

select
    {{ text_check_columns() }}
from checks
