{#
    A code that a seed names and no other seed knows would read nothing, in silence. The build stops and says
    which line of which file holds it.
#}
with

named_codes as (
    {{ codes_of_seed(
        'header_term', 'term', 'measure', 'measure_code', scoped=true,
        where="named.kind in ('measure', 'fund', 'fund_group')"
    ) }}
    union all
    select
        'header_term' as seed_name,
        rowid + 2 as line_no,
        'kind' as column_name,
        kind as code,
        kind in (
            'basis', 'code', 'fund', 'fund_group', 'measure', 'memo', 'name', 'note', 'ordinal', 'period',
            'project_code', 'ratio', 'total_word', 'unit_code', 'unit_name', 'without'
        ) as is_known
    from {{ ref('header_term') }}
    union all
    {{ codes_of_seed('measure', 'part_of', 'measure', 'measure_code', scoped=true) }}
    union all
    {{ codes_of_seed('form_title', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('form_header', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('list_column', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('identity_form', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('list_row', 'form_code', 'form', where="named.form_code != '*'") }}
    union all
    {{ codes_of_seed('list_category', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('amount_range', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('form_stage_name', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('column_reading', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('owed_form', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('owed_form', 'or_form_code', 'form', 'form_code') }}
    union all
    {{ codes_of_seed('identity_form', 'identity_code', 'identity') }}
    union all
    {{ codes_of_seed('narrative_cell', 'form_code', 'form') }}
    union all
    {{ codes_of_seed('three_public_item', 'part_of', 'three_public_item', 'item_code') }}
    union all
    {{ codes_of_seed('total_label', 'measure_code', 'measure') }}
    union all
    select
        'column_reading' as seed_name,
        line_no,
        'measure_codes' as column_name,
        code,
        code in (select measure_code from {{ ref('measure') }}) as is_known
    from (
        select
            rowid + 2 as line_no,
            unnest(string_split(measure_codes, '|')) as code
        from {{ ref('column_reading') }}
    ) as orders
)

-- The condition is where the engine cannot leave the message out.
select *
from named_codes
where
    case
        when coalesce(is_known, true) then false
        else length(
            error(
                'dbt/seeds/'
                || seed_name
                || '.csv, line '
                || line_no
                || ': no seed knows the '
                || column_name
                || ' "'
                || coalesce(code, '') || '". Mend the spelling, or add the row that defines it.'
            )::varchar
        ) > 0
    end
