-- What the columns of list forms hold, by the lowest header word that says so.
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

components as (
    select
        columns.table_id,
        columns.column_no,
        recognised.form_code,
        unnest(string_split(columns.header_path, '/')) as component,
        unnest(range(1, len(string_split(columns.header_path, '/')) + 1)) as level
    from columns
    inner join recognised on columns.table_id = recognised.table_id
    where recognised.form_code in (select form_code from terms)
)

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
qualify
    row_number() over (
        partition by components.table_id, components.column_no
        order by components.level desc, terms.priority asc
    ) = 1
