with

amounts as (
    select
        *,
        expenditure_type_code = 'total' as is_all_types
    from {{ ref('int_consolidated_amount') }}
),

member_names as (
    select * from {{ ref('int_member_name') }}
),

own_amounts as (
    select * from amounts
    where amount_basis = {{ stage_basis('budget_stage') }}
),

-- What a form prints of the prior year stands in the year after it.
prior_year_columns as (
    select * from amounts
    where amount_basis = 'prior_year'
),

years as (
    select
        department_lineage_key,
        reporting_scope,
        budget_stage,
        fiscal_year,
        subject,
        axis,
        is_all_types,
        any_value(department_key) as department_key,
        any_value(disclosure_key) as disclosure_key,
        bool_or(is_suspect) as is_suspect
    from own_amounts
    group by
        department_lineage_key, reporting_scope, budget_stage, fiscal_year, subject, axis, is_all_types
),

printed_prior_years as (
    select distinct
        disclosure_key,
        subject,
        axis,
        is_all_types
    from prior_year_columns
),

-- Two years can be compared along an axis that both divide their money by.
pairs as (
    select
        years.*,
        last_years.disclosure_key as last_year_disclosure_key,
        if(last_years.disclosure_key is null, 'prior_year_column', 'disclosure') as last_year_source,
        years.is_suspect or coalesce(last_years.is_suspect, false) as is_either_suspect
    from years
    left join years as last_years
        on
            years.department_lineage_key = last_years.department_lineage_key
            and years.reporting_scope = last_years.reporting_scope
            and years.budget_stage = last_years.budget_stage
            and years.fiscal_year = last_years.fiscal_year + 1
            and years.subject = last_years.subject
            and years.axis = last_years.axis
            and years.is_all_types = last_years.is_all_types
    left join printed_prior_years
        on
            years.disclosure_key = printed_prior_years.disclosure_key
            and years.subject = printed_prior_years.subject
            and years.axis = printed_prior_years.axis
            and years.is_all_types = printed_prior_years.is_all_types
    where last_years.disclosure_key is not null or printed_prior_years.disclosure_key is not null
),

figures as (
    select
        disclosure_key,
        subject,
        axis,
        member_code,
        expenditure_type_code,
        is_all_types,
        'this_year' as figure,
        amount_yuan
    from own_amounts
    union all
    select
        pairs.disclosure_key,
        own_amounts.subject,
        own_amounts.axis,
        own_amounts.member_code,
        own_amounts.expenditure_type_code,
        own_amounts.is_all_types,
        'last_year' as figure,
        own_amounts.amount_yuan
    from own_amounts
    inner join pairs
        on
            own_amounts.disclosure_key = pairs.last_year_disclosure_key
            and own_amounts.subject = pairs.subject
            and own_amounts.axis = pairs.axis
            and own_amounts.is_all_types = pairs.is_all_types
    union all
    select
        disclosure_key,
        subject,
        axis,
        member_code,
        expenditure_type_code,
        is_all_types,
        'prior_year_column' as figure,
        amount_yuan
    from prior_year_columns
),

gathered as (
    select
        pairs.department_lineage_key,
        pairs.department_key,
        pairs.reporting_scope,
        pairs.budget_stage,
        pairs.fiscal_year,
        pairs.subject,
        pairs.axis,
        figures.member_code,
        figures.expenditure_type_code,
        pairs.last_year_source,
        max(figures.amount_yuan) filter (where figures.figure = 'this_year') as this_year_yuan,
        max(figures.amount_yuan) filter (where figures.figure = 'last_year') as last_year_disclosed_yuan,
        max(figures.amount_yuan) filter (where figures.figure = 'prior_year_column')
            as prior_year_column_yuan,
        pairs.disclosure_key,
        pairs.last_year_disclosure_key,
        pairs.is_either_suspect
    from pairs
    inner join figures
        on
            pairs.disclosure_key = figures.disclosure_key
            and pairs.subject = figures.subject
            and pairs.axis = figures.axis
            and pairs.is_all_types = figures.is_all_types
    group by all
),

-- A member that one year does not print has no amount in that year; it is not 0.
compared as (
    select
        *,
        case last_year_source
            when 'disclosure' then last_year_disclosed_yuan
            else prior_year_column_yuan
        end as last_year_yuan
    from gathered
),

named as (
    select
        compared.*,
        this_year_names.name_zh as this_year_name,
        last_year_names.name_zh as last_year_name,
        coalesce(this_year_names.name_en, last_year_names.name_en) as name_en
    from compared
    left join member_names as this_year_names
        on
            compared.axis = this_year_names.axis
            and compared.member_code = this_year_names.member_code
            and {{ covers_year('this_year_names', 'compared.fiscal_year') }}
    left join member_names as last_year_names
        on
            compared.axis = last_year_names.axis
            and compared.member_code = last_year_names.member_code
            and {{ covers_year('last_year_names', 'compared.fiscal_year - 1') }}
)

select
    md5(
        concat_ws(
            '|', disclosure_key, last_year_disclosure_key, subject, axis, member_code, expenditure_type_code
        )
    ) as comparison_key,

    -- who and when
    department_lineage_key,
    department_key,
    reporting_scope,
    budget_stage,
    cast(fiscal_year as integer) as fiscal_year,

    -- what
    subject,
    axis,
    member_code,
    coalesce(
        if(this_year_yuan is null, last_year_name, this_year_name), this_year_name, last_year_name, '未公开'
    ) as member_name_zh,
    coalesce(name_en, if(member_code = 'not_disclosed', 'Not disclosed', null)) as member_name_en,
    coalesce(this_year_name <> last_year_name, false) as is_renamed,
    expenditure_type_code,

    -- the amounts
    try_cast(this_year_yuan as decimal(20, 2)) as this_year_yuan,
    try_cast(last_year_yuan as decimal(20, 2)) as last_year_yuan,
    last_year_source,
    try_cast(prior_year_column_yuan as decimal(20, 2)) as prior_year_column_yuan,
    case
        when this_year_yuan is null then 'last_year_only'
        when last_year_yuan is null then 'this_year_only'
        else 'both_years'
    end as printed_in,
    try_cast(this_year_yuan - last_year_yuan as decimal(20, 2)) as change_yuan,
    {{ ratio('this_year_yuan - last_year_yuan', 'last_year_yuan') }} as change_ratio,

    -- where they come from
    disclosure_key,
    last_year_disclosure_key,
    is_either_suspect as suspect_extraction
from named
where this_year_yuan is not null or last_year_yuan is not null
