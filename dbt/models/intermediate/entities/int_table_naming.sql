{#- At most so many lines stand on a page that shows a title alone. -#}
{%- set lines_of_a_title_page = 4 -%}
{%- set longest_name = 40 -%}
{%- set year = "(?:20\\d{2}年(?:度)?)?" -%}
{%- set form_words = "收支|收入|支出|财政拨款|一般公共预算|公共财政预算"
    ~ "|政府性?基金|国有资本|基本支出|项目支出|[“\"]?三公" -%}

with

lines as (
    select * from {{ ref('int_document_line') }}
),

tables as (
    select * from {{ ref('stg_table') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

suffixes as (
    select * from {{ ref('entity_suffix') }}
),

page_lines as (
    select
        document_id,
        page_no,
        count(*) as line_count
    from lines
    where place = 'paragraph' and page_no is not null
    group by document_id, page_no
),

short_lines as (
    select
        *,
        regexp_replace(
            line_compact, '^(第[一二三四五六七八九十]{1,3}部分:?|[(]?[一二三四五六七八九十]{1,3}[)]?、?|\d{1,3}[、.])', ''
        ) as line
    from lines
    where
        length(line_compact) between 4 and 60
        and not regexp_matches(line_compact, '[。；;,:%]|\.{3,}|…|·{3,}')
),

-- X2025年部门预算表, 2025年X单位预算; the name alone; X收支预算总表.
named as (
    select
        document_id,
        block_no,
        page_no,
        place,
        table_id,
        line_no,
        coalesce(
            nullif(
                regexp_extract(
                    line,
                    '^{{ year }}(\D{3}\D*?){{ year }}(?:[省市区县]级)?(?:部门|单位)?(?:综合)?'
                    || '(?:预算|决算)'
                    || '(?:信息)?(?:公开)?(?:报表|套表|表格|表|情况|说明|草案)*(?:[(][^()]*[)])?$',
                    1
                ),
                ''
            ),
            nullif(
                regexp_extract(
                    line,
                    '^{{ year }}([\p{Han}()]{3}[\p{Han}()]*?){{ year }}(?:部门|单位)?(?:预算|决算)?'
                    || '(?:{{ form_words }}).*表',
                    1
                ),
                ''
            ),
            if(regexp_full_match(line, '[\p{Han}()]+') and length(line) >= 4, line, null)
        ) as printed_name
    from short_lines
),

cleaned as materialized (
    select
        *,
        {{ clean_entity('printed_name') }} as entity_name
    from named
    where printed_name is not null
),

bodies as (
    select distinct
        named.*,
        {{ scope_of_name('named.printed_name') }} as name_scope
    from cleaned as named
    inner join suffixes on ends_with(named.entity_name, suffixes.suffix)
    where
        length(named.entity_name) >= 4
        and length(named.printed_name) <= {{ longest_name }}
        and not {{ is_placeholder('named.printed_name') }}
        -- 本部门, 各单位: a pronoun is not a name.
        and not regexp_matches(
            named.printed_name, '^(本|我|各|该|全|我们|所属|下属|直属)(级|部门|单位|局|委|厅|市|区|县|院|中心|办)'
        )
),

recognised as (
    select
        tables.document_id,
        tables.table_id,
        tables.block_no,
        tables.page_first
    from tables
    inner join forms on tables.table_id = forms.table_id
),

-- What stands alone above a form names it; between the forms it names the next of them.
next_forms as (
    select
        bodies.*,
        recognised.table_id as form_id,
        recognised.page_first
    from bodies
    inner join recognised
        on
            bodies.document_id = recognised.document_id
            and bodies.table_id is null
            and bodies.block_no < recognised.block_no
    qualify
        row_number() over (
            partition by bodies.document_id, bodies.block_no, bodies.line_no, bodies.printed_name
            order by recognised.block_no
        ) = 1
),

above as (
    select
        bodies.document_id,
        bodies.table_id,
        bodies.block_no,
        bodies.line_no,
        bodies.printed_name,
        bodies.entity_name,
        bodies.name_scope,
        true as is_caption
    from bodies
    inner join recognised on bodies.table_id = recognised.table_id
    union all
    -- On the form's page, or as the title that a page before it shows alone.
    select
        next_forms.document_id,
        next_forms.form_id as table_id,
        next_forms.block_no,
        next_forms.line_no,
        next_forms.printed_name,
        next_forms.entity_name,
        next_forms.name_scope,
        false as is_caption
    from next_forms
    left join page_lines
        on next_forms.document_id = page_lines.document_id and next_forms.page_no = page_lines.page_no
    where
        next_forms.page_no = next_forms.page_first
        or page_lines.line_count <= {{ lines_of_a_title_page }}
)

select
    table_id,
    document_id,
    printed_name,
    entity_name,
    name_scope
from above
qualify
    row_number() over (
        partition by table_id
        order by is_caption desc, block_no desc, line_no desc, length(entity_name) desc
    ) = 1
