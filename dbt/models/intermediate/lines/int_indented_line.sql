-- Lines that stand further in than a line above them, in a block that prints neither codes nor numbers
-- beside its lines: parts of that line, where every such line is the sum of its parts. In such a block funds
-- right below 财政拨款 are its parts too, however they are set, where they add up to it.
with

recognised as (
    select
        table_id,
        layout
    from {{ ref('int_recognised_table') }}
    where layout in ('rows', 'summary')
),

roles as (
    {{ columns_of_blocks() }}
),

-- The first column of labels of a block, and its first of amounts.
block_columns as (
    select
        roles.table_id,
        roles.block_no,
        min(roles.column_no) filter (where roles.column_role = 'label') as label_column_no,
        min(roles.column_no) filter (where roles.column_role = 'amount') as amount_column_no
    from roles
    inner join recognised on roles.table_id = recognised.table_id
    where roles.block_no is not null
    group by roles.table_id, roles.block_no
    having count(*) filter (where roles.column_role = 'code') = 0
),

cells as (
    select * from {{ ref('stg_cell') }}
    where not is_header
),

form_rows as (
    select
        rows.table_id,
        rows.row_no,
        rows.block_no,
        {{ compact("coalesce(rows.line_label, '')") }} as label,
        rows.is_total,
        coalesce(rows.code_source, '') = 'printed' as prints_code
    from {{ ref('int_form_row') }} as rows
),

lines as (
    select
        form_rows.table_id,
        form_rows.row_no,
        form_rows.block_no,
        form_rows.label,
        form_rows.prints_code or {{ has_outline('form_rows.label') }} as says_its_level,
        form_rows.is_total
        or regexp_matches(
            form_rows.label, '(合计|总计|小计|结转|结余)[:：]?$|^(本年|当年)(收入|支出)|^(上年|年初|年终|年末|结转)'
        ) as is_closing,
        labels.alignment,
        labels.indent,
        amounts.amount_printed,
        amounts.decimals
    from form_rows
    inner join block_columns
        on form_rows.table_id = block_columns.table_id and form_rows.block_no = block_columns.block_no
    inner join cells as labels
        on
            form_rows.table_id = labels.table_id
            and form_rows.row_no = labels.row_no
            and block_columns.label_column_no = labels.column_no
    left join cells as amounts
        on
            form_rows.table_id = amounts.table_id
            and form_rows.row_no = amounts.row_no
            and block_columns.amount_column_no = amounts.column_no
    where not labels.is_nothing and form_rows.label <> ''
),

-- Texts set to the middle or the right stand somewhere else for every length.
indented_blocks as (
    select
        table_id,
        block_no
    from lines
    where not is_closing
    group by table_id, block_no
    having
        not bool_or(says_its_level)
        and count(indent) = count(*)
        and count(*) filter (where coalesce(alignment, 'left') <> 'left') <= 0.2 * count(*)
        and max(indent) - min(indent) > {{ least_indent() }}
),

steps as (
    select
        *,
        indent - lag(indent) over (partition by table_id, block_no order by indent) > {{ least_indent() }}
            as is_step
    from (
        select distinct
            lines.table_id,
            lines.block_no,
            lines.indent
        from lines
        inner join indented_blocks
            on lines.table_id = indented_blocks.table_id and lines.block_no = indented_blocks.block_no
        where not lines.is_closing
    ) as indents
),

levels as (
    select
        *,
        count(*) filter (where is_step) over (
            partition by table_id, block_no
            order by indent
            rows between unbounded preceding and current row
        ) as indent_level
    from steps
),

-- A total or a balance ends a run of lines.
levelled as (
    select
        lines.*,
        levels.indent_level,
        count(*) filter (where lines.is_closing) over (
            partition by lines.table_id, lines.block_no
            order by lines.row_no
            rows between unbounded preceding and current row
        ) as run_no
    from lines
    inner join indented_blocks
        on lines.table_id = indented_blocks.table_id and lines.block_no = indented_blocks.block_no
    left join levels
        on
            lines.table_id = levels.table_id
            and lines.block_no = levels.block_no
            -- Inside the key: a condition of the left side alone makes DuckDB compare all rows with all.
            and if(lines.is_closing, null, lines.indent) = levels.indent
),

parents as (
    select
        children.table_id,
        children.row_no,
        children.block_no,
        max(parents.row_no) as parent_row_no
    from levelled as children
    inner join levelled as parents
        on
            children.table_id = parents.table_id
            and children.block_no = parents.block_no
            and children.run_no = parents.run_no
            and children.row_no > parents.row_no
            and children.indent_level > parents.indent_level
    group by children.table_id, children.row_no, children.block_no
),

sums as (
    select
        parents.table_id,
        parents.block_no,
        parents.parent_row_no,
        any_value(wholes.amount_printed) as whole,
        sum(parts.amount_printed) as parts,
        (count(*) + 1) * max(0.5 / pow(10, coalesce(parts.decimals, wholes.decimals, 2))) as tolerance
    from parents
    inner join levelled as wholes
        on
            parents.table_id = wholes.table_id
            and parents.block_no = wholes.block_no
            and parents.parent_row_no = wholes.row_no
    inner join levelled as parts
        on
            parents.table_id = parts.table_id
            and parents.block_no = parts.block_no
            and parents.row_no = parts.row_no
    group by parents.table_id, parents.block_no, parents.parent_row_no
),

borne_out as (
    select
        table_id,
        block_no
    from sums
    group by table_id, block_no
    having
        bool_and(abs(coalesce(whole, 0) - coalesce(parts, 0)) <= tolerance)
        and bool_or(whole <> 0)
),

indented as (
    select parents.*
    from parents
    inner join borne_out
        on parents.table_id = borne_out.table_id and parents.block_no = borne_out.block_no
),

fund_words as materialized (
    select
        wordings.label,
        bool_or(terms.kind = 'fund') as is_one_fund,
        bool_or(terms.term = 'fiscal_appropriation') as is_all_funds
    from (select distinct label from lines) as wordings
    inner join {{ ref('header_term') }} as terms
        on
            terms.scope = 'revenue'
            and (terms.kind = 'fund' or terms.term = 'fiscal_appropriation')
            and regexp_matches(wordings.label, terms.must_match)
            and not regexp_matches(wordings.label, coalesce(terms.must_not_match, '^$'))
    group by wordings.label
),

-- Each line that is not one fund opens a run; the funds right below it belong to it.
fund_runs as (
    select
        lines.table_id,
        lines.row_no,
        lines.block_no,
        lines.amount_printed,
        lines.decimals,
        coalesce(fund_words.is_one_fund, false) as is_one_fund,
        coalesce(fund_words.is_all_funds and not fund_words.is_one_fund and not lines.is_closing, false)
            as is_all_funds,
        count(*) filter (where not coalesce(fund_words.is_one_fund and not lines.is_closing, false)) over (
            partition by lines.table_id, lines.block_no
            order by lines.row_no
            rows between unbounded preceding and current row
        ) as run_no
    from lines
    left join fund_words on lines.label = fund_words.label
    where
        (lines.table_id, lines.block_no) not in (
            select (marked.table_id, marked.block_no) from lines as marked
            where marked.says_its_level
        )
        and (lines.table_id, lines.block_no) not in (
            select (indented.table_id, indented.block_no) from indented
        )
),

fund_wholes as (
    select
        table_id,
        block_no,
        run_no,
        min(row_no) as parent_row_no
    from fund_runs
    group by table_id, block_no, run_no
    having
        bool_or(is_all_funds)
        and count(*) > 1
        and max(amount_printed) filter (where is_all_funds) <> 0
        and abs(
            max(amount_printed) filter (where is_all_funds)
            - coalesce(sum(amount_printed) filter (where is_one_fund), 0)
        ) <= count(*) * max(0.5 / pow(10, coalesce(decimals, 2)))
)

select
    table_id,
    row_no,
    block_no,
    parent_row_no
from indented
union all
select
    fund_runs.table_id,
    fund_runs.row_no,
    fund_runs.block_no,
    fund_wholes.parent_row_no
from fund_runs
inner join fund_wholes
    on
        fund_runs.table_id = fund_wholes.table_id
        and fund_runs.block_no = fund_wholes.block_no
        and fund_runs.run_no = fund_wholes.run_no
where fund_runs.is_one_fund
