-- What the amounts of a row are of where the row says so and not its columns: 预算数 and 决算数, or years,
-- one below the other.
with

kinds as (
    select * from {{ ref('int_form_line') }}
),

-- A row that is a year, or the change between two, tells what its amounts are of, as a column's header does.
row_basis as (
    select
        kinds.table_id,
        kinds.row_no,
        kinds.block_no,
        arg_min(coalesce(terms.term, terms.kind), terms.priority) as basis_term
    from kinds
    inner join {{ ref('header_term') }} as terms
        on
            terms.kind in ('basis', 'ratio')
            and regexp_matches(kinds.line_name, terms.must_match)
            and not regexp_matches(kinds.line_name, coalesce(terms.must_not_match, '^$'))
    where
        kinds.layout = 'items'
        and kinds.item_code is null
        and coalesce(kinds.functional_code, kinds.economic_code, kinds.government_economic_code) is null
    group by kinds.table_id, kinds.row_no, kinds.block_no
),

-- Beside a row of the outcome, the row 预算数 is what was planned.
planned_rows as (
    select
        kinds.table_id,
        kinds.row_no,
        kinds.block_no
    from kinds
    inner join row_basis
        on
            kinds.table_id = row_basis.table_id
            and kinds.block_no = row_basis.block_no
            and row_basis.basis_term = 'final'
    where kinds.layout = 'items' and regexp_full_match(kinds.line_name, '(20\d{2}年度?)?(预算|计划)(数|金额|安排)?')
    group by kinds.table_id, kinds.row_no, kinds.block_no
),

-- 2024年预算数 above 2024年执行数: a plan, a later version of it, or what came of it.
row_stages as (
    select
        kinds.table_id,
        kinds.row_no,
        kinds.block_no,
        min(versions.budget_version) as budget_version
    from kinds
    inner join {{ ref('budget_version') }} as versions
        on regexp_matches(kinds.line_name, versions.must_match)
    where kinds.layout = 'items'
    group by kinds.table_id, kinds.row_no, kinds.block_no
),

row_years as (
    select
        table_id,
        row_no,
        block_no,
        row_year,
        max(row_year) over (partition by table_id, block_no) as latest_year
    from (
        select
            table_id,
            row_no,
            block_no,
            try_cast(regexp_extract(line_name, '^(20\d{2})年?度?', 1) as integer) as row_year
        from kinds
        where layout = 'items'
    ) as years
    where row_year is not null
)

select
    kinds.table_id,
    kinds.row_no,
    kinds.block_no,
    case
        -- 2022年决算数 above 2023年预算数 and 2023年决算数.
        when
            row_years.row_year < row_years.latest_year
            and coalesce(row_basis.basis_term, 'final') in ('final', 'budget')
            then 'prior_year'
        else coalesce(row_basis.basis_term, case when planned_rows.table_id is not null then 'budget' end)
    end as basis_term,
    coalesce(
        row_stages.budget_version,
        case when regexp_matches(kinds.line_name, '预算|计划') then 'budget' end
    ) as plan_or_outcome
from kinds
left join row_stages
    on
        kinds.table_id = row_stages.table_id
        and kinds.row_no = row_stages.row_no
        and kinds.block_no = row_stages.block_no
left join row_basis
    on
        kinds.table_id = row_basis.table_id
        and kinds.row_no = row_basis.row_no
        and kinds.block_no = row_basis.block_no
left join planned_rows
    on
        kinds.table_id = planned_rows.table_id
        and kinds.row_no = planned_rows.row_no
        and kinds.block_no = planned_rows.block_no
left join row_years
    on
        kinds.table_id = row_years.table_id
        and kinds.row_no = row_years.row_no
        and kinds.block_no = row_years.block_no
where coalesce(row_basis.table_id, planned_rows.table_id, row_years.table_id) is not null
