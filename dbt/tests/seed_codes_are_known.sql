{#
    A code that a seed names and no other seed knows would read nothing, in silence. The build stops and says
    which line of which file holds it.
#}
with

named_codes as (
    select
        'header_term' as seed_name,
        terms.rowid + 2 as line_no,
        'term' as column_name,
        terms.term as code,
        measures.measure_code is not null as is_known
    from {{ ref('header_term') }} as terms
    left join {{ ref('measure') }} as measures
        on terms.scope = measures.scope and terms.term = measures.measure_code
    where terms.kind in ('measure', 'fund', 'fund_group')
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
    select
        'measure' as seed_name,
        parts.rowid + 2 as line_no,
        'part_of' as column_name,
        parts.part_of as code,
        wholes.measure_code is not null as is_known
    from {{ ref('measure') }} as parts
    left join {{ ref('measure') }} as wholes
        on parts.scope = wholes.scope and parts.part_of = wholes.measure_code
    where parts.part_of is not null
    union all
    select
        'form_title' as seed_name,
        rowid + 2 as line_no,
        'form_code' as column_name,
        form_code as code,
        form_code in (select form_code from {{ ref('form') }}) as is_known
    from {{ ref('form_title') }}
    union all
    select
        'identity_form' as seed_name,
        rowid + 2 as line_no,
        'form_code' as column_name,
        form_code as code,
        form_code in (select form_code from {{ ref('form') }}) as is_known
    from {{ ref('identity_form') }}
    union all
    select
        'identity_form' as seed_name,
        rowid + 2 as line_no,
        'identity_code' as column_name,
        identity_code as code,
        identity_code in (select identity_code from {{ ref('identity') }}) as is_known
    from {{ ref('identity_form') }}
    union all
    select
        'three_public_item' as seed_name,
        rowid + 2 as line_no,
        'part_of' as column_name,
        part_of as code,
        part_of in (select item_code from {{ ref('three_public_item') }}) as is_known
    from {{ ref('three_public_item') }}
    where part_of is not null
    union all
    select
        'total_label' as seed_name,
        rowid + 2 as line_no,
        'measure_code' as column_name,
        measure_code as code,
        measure_code in (select measure_code from {{ ref('measure') }}) as is_known
    from {{ ref('total_label') }}
    where measure_code is not null
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
