-- Columns of this year's money and of money carried forward, where a form prints both beside their
-- total: 合计 | 当年预算 (小计, 基本支出 …) | 上年结转 (小计, 基本支出 …). The word may stand on any level
-- of the header, and what stands below it inherits it.
with

columns as (
    select
        table_id,
        column_no,
        scope,
        string_split(header_path, '/') as header_words
    from {{ ref('int_table_column') }}
    where header_path <> '' and column_kind is null
),

terms as (
    select * from {{ ref('header_term') }}
    where kind = 'period'
),

words as (
    select
        table_id,
        column_no,
        header_words,
        regexp_replace(unnest(header_words), '^其中[:：]?', '') as word,
        unnest(range(1, len(header_words) + 1)) as level
    from columns
),

term_words as (
    select
        distinct_words.word,
        arg_min(terms.term, terms.priority) as period
    from (select distinct word from words) as distinct_words
    inner join terms
        on
            regexp_matches(distinct_words.word, terms.must_match)
            and not regexp_matches(distinct_words.word, coalesce(terms.must_not_match, '^$'))
    group by distinct_words.word
),

named_words as (
    select
        words.*,
        term_words.period
    from words
    inner join term_words on words.word = term_words.word
),

-- Where money carried forward has columns of its own, and which columns stand beside them.
groups as (
    select
        table_id,
        level,
        header_words[:level - 1] as group_words,
        min(column_no) as first_column_no,
        max(column_no) as last_column_no
    from named_words
    where period = 'carried_forward'
    group by table_id, level, header_words[:level - 1]
),

members as (
    select
        columns.table_id,
        columns.column_no,
        groups.level,
        groups.group_words,
        columns.header_words[groups.level] as word,
        named_words.period,
        min(columns.column_no) over (
            partition by
                columns.table_id, groups.level, groups.group_words, columns.header_words[groups.level]
        ) as head_column_no
    from columns
    inner join groups
        on
            columns.table_id = groups.table_id
            and len(columns.header_words) >= groups.level
            and columns.header_words[:groups.level - 1] = groups.group_words
    left join named_words
        on
            columns.table_id = named_words.table_id
            and columns.column_no = named_words.column_no
            and groups.level = named_words.level
),

heads as (
    select distinct
        members.table_id,
        members.level,
        members.group_words,
        members.word,
        members.head_column_no,
        members.period,
        total_words.must_match is not null as is_total_word
    from members
    left join {{ ref('header_term') }} as total_words
        on total_words.kind = 'total_word' and regexp_matches(members.word, total_words.must_match)
),

-- Which head is the total and which is this year's: every pair is a reading.
readings as (
    select
        totals.table_id,
        totals.level,
        totals.group_words,
        totals.word as total_word,
        totals.head_column_no as total_column_no,
        current_year.word as current_word,
        current_year.head_column_no as current_column_no,
        carried.head_column_no as carried_column_no,
        totals.period is null and totals.is_total_word as is_named
    from heads as totals
    inner join heads as current_year
        on
            totals.table_id = current_year.table_id
            and totals.level = current_year.level
            and totals.group_words = current_year.group_words
            and totals.word <> current_year.word
            and current_year.period = 'current_year'
    inner join heads as carried
        on
            totals.table_id = carried.table_id
            and totals.level = carried.level
            and totals.group_words = carried.group_words
            and carried.period = 'carried_forward'
    where totals.period is distinct from 'carried_forward'
),

cells as (
    select
        table_id,
        row_no,
        column_no,
        amount_printed,
        0.5 / pow(10, decimals) as half_unit
    from {{ ref('stg_cell') }}
    where not is_header and amount_printed is not null and table_id in (select table_id from readings)
),

judged as (
    select
        readings.*,
        count(totals.row_no) as row_count,
        count(totals.row_no) filter (
            where
            abs(
                totals.amount_printed
                - coalesce(current_year.amount_printed, 0) - coalesce(carried.amount_printed, 0)
            ) <= 3 * totals.half_unit
        ) as held_count
    from readings
    left join cells as totals
        on
            readings.table_id = totals.table_id
            and readings.total_column_no = totals.column_no
            and totals.amount_printed <> 0
    left join cells as current_year
        on
            readings.table_id = current_year.table_id
            and readings.current_column_no = current_year.column_no
            and totals.row_no = current_year.row_no
    left join cells as carried
        on
            readings.table_id = carried.table_id
            and readings.carried_column_no = carried.column_no
            and totals.row_no = carried.row_no
    group by all
),

-- 金额 | 其中：上年结转: a part of the column it stands beside, and nothing else of it is printed.
parts_of_which as (
    select
        members.table_id,
        members.column_no,
        'carried_forward' as period,
        false as is_read_by_sums
    from members
    inner join columns on members.table_id = columns.table_id and members.column_no = columns.column_no
    where
        members.period = 'carried_forward'
        and starts_with(members.word, '其中')
        and columns.scope <> 'revenue'
        and exists (
            select 1 from heads
            where
                heads.table_id = members.table_id
                and heads.level = members.level
                and heads.group_words = members.group_words
                and heads.is_total_word
        )
        and not exists (
            select 1 from heads
            where
                heads.table_id = members.table_id
                and heads.level = members.level
                and heads.group_words = members.group_words
                and heads.period = 'current_year'
        )
),

-- Words that name the total need no sums; words that do not are read as the sums say.
chosen as (
    select *
    from judged
    where is_named or (row_count >= 2 and held_count = row_count)
    qualify
        row_number() over (
            partition by table_id, level, group_words
            order by is_named desc, held_count desc, total_column_no asc
        ) = 1
),

members_of_total as (
    select
        members.table_id,
        members.column_no,
        members.period,
        not chosen.is_named as is_read_by_sums
    from members
    inner join chosen
        on
            members.table_id = chosen.table_id
            and members.level = chosen.level
            and members.group_words = chosen.group_words
    where
        members.period = 'carried_forward'
        or (members.period = 'current_year' and members.word <> chosen.total_word)
    -- A column below two such words has the one that stands lower.
    qualify
        row_number() over (partition by members.table_id, members.column_no order by members.level desc) = 1
)

select * from members_of_total
union all
select parts_of_which.*
from parts_of_which
left join members_of_total
    on
        parts_of_which.table_id = members_of_total.table_id
        and parts_of_which.column_no = members_of_total.column_no
where members_of_total.table_id is null
