-- What the columns of list forms hold, by the lowest header word that says so. A column that no word
-- is known for may still name its rows.
with

columns as (
    select * from {{ ref('int_table_column') }}
),

recognised as (
    select * from {{ ref('int_recognised_table') }}
),

terms as (
    select * from {{ ref('list_column') }}
),

list_columns as (
    select
        columns.table_id,
        columns.column_no,
        recognised.form_code,
        -- 其中 in front of a word, and the unit behind it, do not change what it means.
        string_split(
            regexp_replace(
                {{ without_unit_in_brackets('columns.header_path') }},
                '(^|/)其中:?([^/])', '\1\2', 'g'
            ),
            '/'
        ) as words
    from columns
    inner join recognised on columns.table_id = recognised.table_id
    where recognised.form_code in (select form_code from terms)
),

components as (
    select
        table_id,
        column_no,
        form_code,
        words[level] as component,
        coalesce(array_to_string(words[1:level - 1], '/'), '') as words_above,
        level
    from (
        select
            *,
            unnest(range(1, len(words) + 1)) as level
        from list_columns
    ) as levels
),

read as (
    select
        components.table_id,
        components.column_no,
        components.form_code,
        terms.field,
        terms.measure_code
    from components
    inner join terms
        on
            components.form_code = terms.form_code
            and regexp_matches(components.component, terms.must_match)
            and not regexp_matches(components.component, coalesce(terms.must_not_match, '^$'))
            and regexp_matches(components.words_above, coalesce(terms.under, ''))
    qualify
        row_number() over (
            partition by components.table_id, components.column_no
            order by components.level desc, terms.priority asc
        ) = 1
),

-- What a form prints in place of the total of all money: 当年安排 or 财政拨款 alone.
wholes as (
    select
        table_id,
        arg_min(
            measure_code,
            list_position(['total', 'current_year_subtotal', 'fiscal_appropriation'], measure_code)
        ) as whole_measure
    from read
    where measure_code in ('total', 'current_year_subtotal', 'fiscal_appropriation')
    group by table_id
)

select
    list_columns.table_id,
    list_columns.column_no,
    list_columns.form_code,
    coalesce(read.field, 'other') as field,
    if(read.measure_code = wholes.whole_measure, 'total', read.measure_code) as measure_code
from list_columns
left join read on list_columns.table_id = read.table_id and list_columns.column_no = read.column_no
left join wholes on list_columns.table_id = wholes.table_id
