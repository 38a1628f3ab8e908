-- The measures of a form that prints each source of revenue, or each type of expenditure, on a row of its
-- own, perhaps beside the name of its group, instead of in a column. The words are those of the columns.
with

recognised as (
    select
        tables.table_id,
        if(tables.form_code = 'revenue', 'revenue', 'expenditure') as scope
    from {{ ref('int_recognised_table') }} as tables
    inner join {{ ref('form') }} as forms on tables.form_code = forms.form_code
    where tables.layout = 'rows' and forms.code_axis = 'functional' and forms.whole_measure is null
),

roles as (
    select * from {{ ref('int_column_role') }}
),

lines as (
    select * from {{ ref('int_form_line') }}
),

terms as (
    select * from {{ ref('header_term') }}
    where
        (scope = 'revenue' and kind in ('measure', 'fund'))
        or (scope = 'expenditure' and kind = 'measure')
),

paths as (
    select * from {{ ref('int_measure_path') }}
    where scope in ('revenue', 'expenditure') and steps > 0
),

-- 事业单位经营支出 is a type of expenditure as well.
sources_of_money as (
    select fund_source_code as source_code
    from {{ ref('fund_source') }}
    where fund_source_code not in (select expenditure_type_code from {{ ref('expenditure_type') }})
),

total_words as (
    select * from {{ ref('header_term') }}
    where kind = 'total_word'
),

-- One column of amounts, or one a year, for money of this year and carried forward, and, of expenditure, a
-- fund; and no row that is a code or a unit.
tables_of_sources as (
    select
        recognised.table_id,
        recognised.scope,
        bool_or(roles.period is not null) as has_periods
    from recognised
    inner join roles on recognised.table_id = roles.table_id
    inner join (
        select table_id
        from lines
        group by table_id
        having bool_and(line_kind in ('name', 'total'))
    ) as plain_tables
        on recognised.table_id = plain_tables.table_id
    where roles.column_role = 'amount'
    group by recognised.table_id, recognised.scope
    having
        count(*) = count(
            distinct concat_ws(
                '|', coalesce(roles.basis_term, ''), coalesce(roles.period, ''), roles.measure_code
            )
        )
        and bool_and(
            roles.measure_code = 'total'
            or (roles.period = 'current_year' and roles.measure_code = 'current_year_subtotal')
            or (roles.period = 'carried_forward' and roles.measure_code = 'carried_forward_in')
            or (
                recognised.scope = 'expenditure'
                and roles.measure_code in (select sources_of_money.source_code from sources_of_money)
            )
        )
),

labels as (
    select
        cells.table_id,
        tables_of_sources.scope,
        unnest(range(cells.row_no, cells.row_no + cells.row_span)) as row_no,
        cells.column_no,
        {{ has_outline('cells.text_compact') }} as is_numbered,
        regexp_replace(
            cells.text_compact,
            '^((其中[:：]?)|[一二三四五六七八九十]+[、.．:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.．])+',
            ''
        ) as label
    from {{ ref('stg_cell') }} as cells
    inner join tables_of_sources on cells.table_id = tables_of_sources.table_id
    inner join roles
        on
            cells.table_id = roles.table_id
            and cells.column_no = roles.column_no
            and roles.column_role = 'label'
    where not cells.is_header and not cells.is_nothing
),

-- 国有资本经营收入 without a number among kinds of non-tax revenue is one of them, and no fund.
kinds_called_as_a_fund as (
    select labels.*
    from labels
    where
        labels.scope = 'revenue'
        and not labels.is_numbered
        and regexp_full_match(labels.label, '国有资本经营收入')
        and exists (
            select 1
            from labels as others
            inner join {{ ref('total_label') }} as kinds
                on kinds.scope = 'non_tax' and regexp_matches(others.label, kinds.must_match)
            where
                labels.table_id = others.table_id
                and labels.row_no <> others.row_no
                and not others.is_numbered
                and not contains(others.label, '国有资本')
        )
),

named as (
    select
        labels.table_id,
        labels.scope,
        labels.row_no,
        labels.column_no,
        arg_min(terms.term, terms.priority) as term
    from (
        select
            *,
            {{ without_excluded('label') }} as meant
        from labels
        anti join kinds_called_as_a_fund
            on
                labels.table_id = kinds_called_as_a_fund.table_id
                and labels.row_no = kinds_called_as_a_fund.row_no
    ) as labels
    inner join terms
        on
            labels.scope = terms.scope
            and regexp_matches(labels.meant, terms.must_match)
            and not regexp_matches(labels.meant, coalesce(terms.must_not_match, '^$'))
    left join total_words on regexp_matches(labels.label, total_words.must_match)
    where total_words.term is null
    group by labels.table_id, labels.scope, labels.row_no, labels.column_no
),

-- 行政事业性收费收入, 罚没收入 … beside 经费拨款 are kinds of non-tax revenue; below a line called 非税收入 they are
-- parts of it.
named_or_kinds as (
    select
        *,
        false as is_kind
    from named
    union all
    select distinct
        labels.table_id,
        labels.scope,
        labels.row_no,
        labels.column_no,
        'non_tax_appropriation' as term,
        true as is_kind
    from labels
    inner join {{ ref('total_label') }} as kinds
        on kinds.scope = 'non_tax' and regexp_matches(labels.label, kinds.must_match)
    anti join named on labels.table_id = named.table_id and labels.row_no = named.row_no
    where labels.scope = 'revenue'
),

named_sources as (
    select
        * exclude (is_kind),
        is_kind
        and bool_or(not is_kind and term = 'non_tax_appropriation') over (partition by table_id)
            as is_part_of_named
    from named_or_kinds
    qualify
        not is_kind
        or last_value(if(is_kind, null, term) ignore nulls) over (
            partition by table_id
            order by row_no
            rows between unbounded preceding and current row
        ) in (
            'general_public_budget',
            'general_public_appropriation',
            'non_tax_appropriation',
            'special_revenue'
        )
),

-- 本年收入合计 beside 收入总计 is the total of this year alone.
totals as (
    select
        lines.table_id,
        labels.scope,
        lines.row_no,
        coalesce(bool_or(regexp_matches(labels.label, '^(本年|当年)')), false) as is_of_this_year
    from lines
    inner join labels on lines.table_id = labels.table_id and lines.row_no = labels.row_no
    where lines.line_kind = 'total'
    group by lines.table_id, labels.scope, lines.row_no
),

subtotals as (
    select
        table_id,
        scope,
        row_no
    from totals
    where scope = 'revenue'
    qualify is_of_this_year and not bool_and(is_of_this_year) over (partition by table_id)
),

-- The label next to the amount speaks for the row; beside 小计 it is the group's.
measured_rows as (
    select
        named.table_id,
        named.scope,
        named.row_no,
        max_by(named.term, named.column_no) as measure_code,
        any_value(lines.is_memo) as is_memo,
        bool_or(named.is_part_of_named) as is_part_of_named
    from named_sources as named
    inner join lines on named.table_id = lines.table_id and named.row_no = lines.row_no
    where lines.line_kind = 'name'
    group by named.table_id, named.scope, named.row_no
    union all
    select
        table_id,
        scope,
        row_no,
        'current_year_subtotal' as measure_code,
        false as is_memo,
        false as is_part_of_named
    from subtotals
    union all
    -- The sum of each year's money, in the column of that year.
    select
        totals.table_id,
        totals.scope,
        totals.row_no,
        'total' as measure_code,
        false as is_memo,
        false as is_part_of_named
    from totals
    inner join tables_of_sources
        on
            totals.table_id = tables_of_sources.table_id
            and tables_of_sources.has_periods
    anti join subtotals on totals.table_id = subtotals.table_id and totals.row_no = subtotals.row_no
),

figures as (
    {{ printed_figures('tables_of_sources') }}
),

-- 三、结转下年 without a figure is no line of the form.
printed_rows as (
    select distinct
        table_id,
        row_no
    from figures
),

-- 一、基本支出 and 二、项目支出 over lines without a number: whatever these are called, they are parts of the type above.
numbered_types as (
    select
        lines.table_id,
        lines.row_no,
        last_value(
            if({{ has_outline('lines.line_label') }}, measured_rows.measure_code, null) ignore nulls
        ) over (
            partition by lines.table_id
            order by lines.row_no
            rows between unbounded preceding and current row
        ) as type_above,
        {{ has_outline('lines.line_label') }} as is_numbered,
        measured_rows.measure_code
    from lines
    left join measured_rows on lines.table_id = measured_rows.table_id and lines.row_no = measured_rows.row_no
    where lines.line_kind = 'name'
    qualify
        count(distinct measured_rows.measure_code) filter (
            where
            measured_rows.scope = 'expenditure'
            and measured_rows.measure_code in ('basic', 'project')
            and {{ has_outline('lines.line_label') }}
        ) over (partition by lines.table_id) = 2
),

parts_of_types as (
    select
        numbered_types.table_id,
        numbered_types.row_no
    from numbered_types
    left join paths
        on
            paths.scope = 'expenditure'
            and numbered_types.measure_code = paths.measure_code
            and numbered_types.type_above = paths.ancestor_code
    where not numbered_types.is_numbered and numbered_types.type_above is not null and paths.scope is null
),

-- Types of expenditure are told as rows where every row is one: a list of projects may name one of them.
tables_of_types as (
    select measured_rows.table_id
    from (
        select
            table_id,
            count(*) as row_count
        from measured_rows
        semi join printed_rows
            on measured_rows.table_id = printed_rows.table_id and measured_rows.row_no = printed_rows.row_no
        anti join parts_of_types
            on
                measured_rows.table_id = parts_of_types.table_id
                and measured_rows.row_no = parts_of_types.row_no
        where scope = 'expenditure' and measure_code <> 'total'
        group by table_id
        having bool_or(measure_code = 'basic') and bool_or(measure_code = 'project')
    ) as measured_rows
    inner join (
        select
            table_id,
            count(*) as row_count
        from lines
        semi join printed_rows
            on lines.table_id = printed_rows.table_id and lines.row_no = printed_rows.row_no
        anti join parts_of_types
            on lines.table_id = parts_of_types.table_id and lines.row_no = parts_of_types.row_no
        where line_kind = 'name'
        group by table_id
    ) as named_rows
        on measured_rows.table_id = named_rows.table_id and measured_rows.row_count = named_rows.row_count
),

measured as (
    select measured_rows.* from measured_rows
    anti join parts_of_types
        on measured_rows.table_id = parts_of_types.table_id and measured_rows.row_no = parts_of_types.row_no
    where
        measured_rows.scope = 'revenue'
        or measured_rows.table_id in (select tables_of_types.table_id from tables_of_types)
    union all
    select
        table_id,
        'expenditure' as scope,
        row_no,
        'unknown' as measure_code,
        true as is_memo,
        false as is_part_of_named
    from parts_of_types
    where table_id in (select tables_of_types.table_id from tables_of_types)
),

-- What a row is a part of: the row of the nearest measure above its own.
parts as (
    select
        parts.table_id,
        parts.row_no,
        parts.is_memo,
        wholes.row_no as whole_row_no
    from measured as parts
    inner join paths on parts.scope = paths.scope and parts.measure_code = paths.measure_code
    inner join measured as wholes
        on parts.table_id = wholes.table_id and paths.ancestor_code = wholes.measure_code
    where not parts.is_part_of_named
    qualify row_number() over (partition by parts.table_id, parts.row_no order by paths.steps) = 1
),

sums as (
    select
        parts.table_id,
        parts.whole_row_no,
        wholes.column_no,
        any_value(wholes.amount_printed) as whole_printed,
        sum(coalesce(figures.amount_printed, 0)) as parts_printed,
        any_value(wholes.half_unit) + sum(coalesce(figures.half_unit, 0)) as tolerance
    from parts
    inner join figures as wholes on parts.table_id = wholes.table_id and parts.whole_row_no = wholes.row_no
    left join figures
        on
            parts.table_id = figures.table_id
            and parts.row_no = figures.row_no
            and wholes.column_no = figures.column_no
    group by parts.table_id, parts.whole_row_no, wholes.column_no
    having bool_or(parts.is_memo)
),

-- 其中 before parts that do not make up their whole: the rest of it is not printed.
fragments as (
    select
        table_id,
        whole_row_no
    from sums
    group by table_id, whole_row_no
    having bool_or(abs(whole_printed - parts_printed) > tolerance)
)

select
    measured.table_id,
    measured.row_no,
    measured.scope,
    measured.measure_code,
    measured.is_part_of_named or fragments.table_id is not null as is_memo
from measured
left join parts on measured.table_id = parts.table_id and measured.row_no = parts.row_no
left join fragments
    on parts.table_id = fragments.table_id and parts.whole_row_no = fragments.whole_row_no
