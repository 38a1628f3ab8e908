{{ keep_by('table_id') }}

-- Two tables have one layout when their forms and the words over their columns are the same, years aside.
with

columns_of_tables as (
    select
        table_id,
        column_no,
        form_code,
        coalesce(regexp_replace({{ compact('header_path') }}, '(19|20)\d\d', 'YYYY', 'g'), '') as header_words
    from {{ ref('int_column_role') }}
),

described as (
    select
        table_id,
        form_code,
        string_agg(header_words, ' | ' order by column_no) as columns_text
    from columns_of_tables
    group by table_id, form_code
)

select
    table_id,
    form_code,
    columns_text,
    md5(coalesce(form_code, '') || '|' || columns_text) as layout_key
from described
