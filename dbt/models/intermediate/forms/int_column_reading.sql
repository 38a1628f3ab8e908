-- Where the header's words do not name the amount columns of a form (broken, lost, all alike), the
-- known order of columns under which the form's figures add up. What is read so proves nothing by
-- adding up again (int_amount_proof).
with

roles as (
    select * from {{ ref('int_column_header_role') }}
    where column_role = 'amount' and scope in ('expenditure', 'revenue')
),

orders as (
    select
        form_code,
        priority,
        string_split(measure_codes, '|') as measure_codes
    from {{ ref('column_reading') }}
),

body_words as (
    select '(' || coalesce(string_agg(suffix || '|', ''), '') || '机关|本级)$' as must_match
    from {{ ref('entity_suffix') }}
),

measure_paths as (
    select * from {{ ref('int_measure_path') }}
    where steps > 0 and not is_memo
),

numbered as (
    select
        table_id,
        form_code,
        scope,
        column_no,
        measure_code,
        row_number() over (partition by table_id order by column_no) as position,
        count(*) over (partition by table_id) as column_count,
        count(distinct measure_code) over (partition by table_id) as measure_count,
        bool_or(measure_code = 'unknown') over (partition by table_id) as has_unknown,
        -- Words that name something else altogether (a unit's) are not lost.
        bool_or(
            measure_code = 'unknown'
            and regexp_matches(header_path, body_words.must_match)
        ) over (partition by table_id) as has_bodies,
        bool_or(basis_term is not null) over (partition by table_id) as has_bases,
        count(distinct block_no) over (partition by table_id) as block_count
    from roles
    cross join body_words
),

unclear as (
    select *
    from numbered
    where
        (has_unknown or measure_count < column_count)
        and column_count >= 3
        and not has_bases
        and has_bodies is not true
        and block_count = 1
),

placed as (
    select
        unclear.table_id,
        unclear.scope,
        unclear.column_no,
        unclear.measure_code as header_measure,
        orders.priority,
        orders.measure_codes[unclear.position] as measure_code
    from unclear
    inner join orders
        on unclear.form_code = orders.form_code and unclear.column_count = len(orders.measure_codes)
),

-- What the header does say, an order must not contradict.
possible as (
    select *
    from placed
    qualify
        bool_and(header_measure in ('unknown', 'total') or header_measure = measure_code)
            over (partition by table_id, priority)
),

links as (
    select
        parts.table_id,
        parts.priority,
        parts.column_no,
        totals.column_no as total_column_no
    from possible as parts
    inner join measure_paths
        on parts.scope = measure_paths.scope and parts.measure_code = measure_paths.measure_code
    inner join possible as totals
        on
            parts.table_id = totals.table_id
            and parts.priority = totals.priority
            and measure_paths.ancestor_code = totals.measure_code
    qualify
        row_number() over (
            partition by parts.table_id, parts.priority, parts.column_no
            order by measure_paths.steps
        ) = 1
),

cells as (
    select
        cells.table_id,
        cells.row_no,
        cells.column_no,
        cells.amount_printed,
        0.5 / pow(10, cells.decimals) as half_unit
    from {{ ref('stg_cell') }} as cells
    inner join unclear on cells.table_id = unclear.table_id and cells.column_no = unclear.column_no
    where not cells.is_header and cells.amount_printed is not null
),

sums as (
    select
        totals.table_id,
        links.priority,
        totals.row_no,
        links.total_column_no,
        any_value(totals.amount_printed) as total_printed,
        sum(coalesce(parts.amount_printed, 0)) as parts_printed,
        any_value(totals.half_unit) + sum(coalesce(parts.half_unit, totals.half_unit)) as tolerance
    from links
    inner join cells as totals
        on links.table_id = totals.table_id and links.total_column_no = totals.column_no
    left join cells as parts
        on
            links.table_id = parts.table_id
            and links.column_no = parts.column_no
            and totals.row_no = parts.row_no
    group by totals.table_id, links.priority, totals.row_no, links.total_column_no
),

held as (
    select
        table_id,
        priority,
        count(*) as row_count
    from sums
    group by table_id, priority
    having
        bool_and(abs(total_printed - parts_printed) <= tolerance)
        and count(distinct row_no) filter (where total_printed <> 0) >= 2
),

filled_columns as (
    select distinct
        table_id,
        column_no
    from cells
    where amount_printed <> 0
),

-- Orders that differ only in columns without money are the same reading of the money.
signatures as (
    select
        held.table_id,
        held.priority,
        held.row_count,
        string_agg(possible.measure_code, '|' order by possible.column_no) as signature
    from held
    inner join possible on held.table_id = possible.table_id and held.priority = possible.priority
    inner join filled_columns
        on possible.table_id = filled_columns.table_id and possible.column_no = filled_columns.column_no
    group by held.table_id, held.priority, held.row_count
),

chosen as (
    select
        table_id,
        min(priority) as priority,
        arg_min(row_count, priority) as row_count
    from signatures
    group by table_id
    having count(distinct signature) = 1
),

-- What one form of a document tells of its columns, the others under the very same header follow, where
-- their own figures are too few to tell or would allow more than one order, and do not contradict it.
-- (Other documents are no witnesses: which of them is read first must not decide.)
alike as (
    select
        roles.table_id,
        roles.form_code,
        tables.document_id,
        string_agg(roles.header_path, ' | ' order by roles.column_no) as headers
    from roles
    inner join {{ ref('stg_table') }} as tables on roles.table_id = tables.table_id
    group by roles.table_id, roles.form_code, tables.document_id
),

taught as (
    select
        pupils.table_id,
        min(chosen.priority) as priority
    from alike as pupils
    inner join alike as teachers
        on
            pupils.document_id = teachers.document_id
            and pupils.form_code = teachers.form_code
            and pupils.headers = teachers.headers
    inner join chosen on teachers.table_id = chosen.table_id
    left join chosen as own_choices on pupils.table_id = own_choices.table_id
    where own_choices.table_id is null
    group by pupils.table_id
    having count(distinct chosen.priority) = 1
),

contradicted as (
    select
        table_id,
        priority
    from sums
    group by table_id, priority
    having not bool_and(abs(total_printed - parts_printed) <= tolerance)
),

read as (
    select
        table_id,
        priority,
        'the header names its columns no further; in this order ' || row_count || ' sums of rows hold'
            as evidence
    from chosen
    union all
    select
        taught.table_id,
        taught.priority,
        'the header names its columns no further; in this order they hold in another form of this layout'
            as evidence
    from taught
    left join contradicted
        on taught.table_id = contradicted.table_id and taught.priority = contradicted.priority
    where contradicted.table_id is null
)

select
    possible.table_id,
    possible.column_no,
    possible.measure_code,
    read.evidence
from possible
inner join read on possible.table_id = read.table_id and possible.priority = read.priority
