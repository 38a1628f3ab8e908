with

pairs as (
    select * from {{ ref('int_identity_disclosure_pair') }}
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

figures as (
    select * from {{ ref('int_identity_figure_of_all_documents') }}
),

bases_of_stages as (
    select
        bases.budget_stage,
        bases.amount_basis
    from (values ('budget', 'budget'), ('final_accounts', 'final')) as bases (budget_stage, amount_basis)
),

-- Which column of the one is which column of the other.
comparisons as (
    select
        pairs.disclosure_key,
        pairs.other_disclosure_key,
        case pairs.pair_kind
            when 'own_unit' then 'department_vs_units'
            when 'last_year' then 'prior_year'
            when 'published_budget' then 'budget_vs_final'
        end as identity_code,
        if(pairs.pair_kind = 'own_unit', '>=', '=') as relation,
        case pairs.pair_kind
            when 'last_year' then 'prior_year'
            when 'published_budget' then 'budget'
            else own_bases.amount_basis
        end as amount_basis,
        other_bases.amount_basis as other_basis
    from pairs
    inner join disclosures on pairs.disclosure_key = disclosures.disclosure_key
    inner join disclosures as counterparts on pairs.other_disclosure_key = counterparts.disclosure_key
    inner join bases_of_stages as own_bases on disclosures.budget_stage = own_bases.budget_stage
    inner join bases_of_stages as other_bases on counterparts.budget_stage = other_bases.budget_stage
),

-- A figure that only one of the two prints says nothing about the other.
matched as (
    select distinct
        comparisons.identity_code,
        comparisons.disclosure_key,
        comparisons.other_disclosure_key,
        comparisons.relation,
        comparisons.amount_basis,
        comparisons.other_basis,
        figures.form_code,
        figures.figure_code,
        figures.type_code,
        figures.source_code,
        figures.measure_code
    from comparisons
    inner join figures
        on
            comparisons.disclosure_key = figures.disclosure_key
            and comparisons.amount_basis = figures.amount_basis
    inner join figures as other_figures
        on
            comparisons.other_disclosure_key = other_figures.disclosure_key
            and comparisons.other_basis = other_figures.amount_basis
            and figures.form_code = other_figures.form_code
            and figures.figure_code = other_figures.figure_code
            and figures.type_code = other_figures.type_code
            and figures.source_code = other_figures.source_code
),

terms as (
    select
        matched.identity_code,
        matched.disclosure_key,
        matched.other_disclosure_key,
        matched.form_code,
        concat_ws(
            '|',
            matched.disclosure_key, matched.other_disclosure_key, matched.form_code,
            matched.figure_code, matched.type_code, matched.source_code
        ) as place,
        figures.line_label,
        matched.measure_code,
        matched.relation,
        if(figures.disclosure_key = matched.disclosure_key, 'actual', 'expected') as term_side,
        figures.amount_key
    from matched
    inner join figures
        on
            matched.form_code = figures.form_code
            and matched.figure_code = figures.figure_code
            and matched.type_code = figures.type_code
            and matched.source_code = figures.source_code
            and (
                (
                    matched.disclosure_key = figures.disclosure_key
                    and matched.amount_basis = figures.amount_basis
                )
                or (
                    matched.other_disclosure_key = figures.disclosure_key
                    and matched.other_basis = figures.amount_basis
                )
            )
),

-- A column of last year's figures, or of the budget, without the disclosure that it repeats.
repeated_columns as (
    select distinct
        figures.disclosure_key,
        figures.form_code,
        if(figures.amount_basis = 'prior_year', 'prior_year', 'budget_vs_final') as identity_code,
        if(figures.amount_basis = 'prior_year', 'last_year', 'published_budget') as pair_kind,
        if(
            figures.amount_basis = 'prior_year',
            'the disclosure of the year before is not in the warehouse',
            'the published budget is not in the warehouse'
        ) as reason
    from figures
    inner join disclosures on figures.disclosure_key = disclosures.disclosure_key
    where
        figures.amount_basis = 'prior_year'
        or (figures.amount_basis = 'budget' and disclosures.budget_stage = 'final_accounts')
),

-- Last year's outcome in a budget: the budget of last year prints another figure.
columns_of_other_stages as (
    select
        disclosure_key,
        form_code
    from figures
    where starts_with(amount_basis, 'prior_year')
    group by disclosure_key, form_code
    having not bool_or(amount_basis = 'prior_year')
),

gaps as (
    select
        disclosure_key,
        form_code,
        'prior_year' as identity_code,
        'the figures of the year before are of another stage than what was published then' as reason
    from columns_of_other_stages
    union all
    select
        repeated_columns.disclosure_key,
        repeated_columns.form_code,
        repeated_columns.identity_code,
        repeated_columns.reason
    from repeated_columns
    left join pairs
        on
            repeated_columns.disclosure_key = pairs.disclosure_key
            and repeated_columns.pair_kind = pairs.pair_kind
    where pairs.disclosure_key is null
)

{{ identity_terms('terms', identity_column='identity_code', has_other=true) }}
union all
{{ identity_gaps('gaps', identity_column='identity_code') }}
