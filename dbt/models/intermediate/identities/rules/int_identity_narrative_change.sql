with

claims as (
    select
        *,
        coalesce(fund_code, '') as fund,
        coalesce(printed_code, '')
        || coalesce(class_name, '')
        || coalesce(section_name, '')
        || coalesce(item_name, '')
            as code
    from {{ ref('int_narrative_claim_of_all_documents') }}
),

partitions as (
    select * from {{ ref('narrative_partition') }}
),

figures as (
    select * from {{ ref('int_identity_figure_of_all_documents') }}
),

values_of_figures as (
    select * from {{ ref('int_identity_value') }}
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

form_disclosures as (
    select * from {{ ref('int_narrative_disclosure') }}
),

changes as (
    select * from claims
    where claim_kind = 'change' and claimed_period = 'this_year' and compared_year = claimed_year - 1
),

---------- a change, and the two figures it lies between

amounts as (
    select * from claims
    where claim_kind = 'amount' and claimed_period in ('this_year', 'prior_year')
),

-- Each of the three is stated once in a passage, or each time alike.
own_figures as (
    select
        changes.passage_key,
        changes.claim_code,
        changes.fund,
        changes.code,
        min(changes.disclosure_key) as disclosure_key,
        min(changes.claim_key) as change_key,
        min(this_year.claim_key) as this_key,
        min(last_year.claim_key) as last_key
    from changes
    inner join amounts as this_year
        on
            changes.passage_key = this_year.passage_key
            and changes.claim_code = this_year.claim_code
            and changes.fund = this_year.fund
            and changes.code = this_year.code
            and this_year.claimed_period = 'this_year'
    inner join amounts as last_year
        on
            changes.passage_key = last_year.passage_key
            and changes.claim_code = last_year.claim_code
            and changes.fund = last_year.fund
            and changes.code = last_year.code
            and last_year.claimed_period = 'prior_year'
            and changes.compared_basis = last_year.amount_basis
    group by changes.passage_key, changes.claim_code, changes.fund, changes.code
    having
        count(distinct changes.claimed_yuan) = 1
        and count(distinct this_year.claimed_yuan) = 1
        and count(distinct last_year.claimed_yuan) = 1
),

own_terms as (
    select
        own_figures.disclosure_key,
        concat_ws(
            '|', 'own', own_figures.passage_key, own_figures.claim_code, own_figures.fund, own_figures.code
        ) as place,
        own_figures.claim_code,
        sides.term_side,
        case sides.term_no
            when 1 then own_figures.change_key
            when 2 then own_figures.this_key
            when 3 then own_figures.last_key
        end as claim_key,
        sides.coefficient
    from own_figures
    cross join (values (1, 'actual', 1), (2, 'expected', 1), (3, 'expected', -1)) as sides (
        term_no, term_side, coefficient
    )
),

---------- the change of a whole, and those of its parts

-- What is stated once in its scope, or each time alike.
changes_of_scopes as (
    select
        'passage' as scope,
        passage_key as scope_key,
        claim_code,
        min(disclosure_key) as disclosure_key,
        min(claim_key) as claim_key
    from changes
    group by passage_key, claim_code
    having count(distinct claimed_yuan) = 1
    union all
    select
        'disclosure' as scope,
        disclosure_key as scope_key,
        claim_code,
        min(disclosure_key) as disclosure_key,
        min(claim_key) as claim_key
    from changes
    group by disclosure_key, claim_code
    having count(distinct claimed_yuan) = 1
),

-- Basic and project expenditure are all there is where no form prints money of another type.
departments_with_other_types as (
    select distinct form_disclosures.disclosure_key
    from form_disclosures
    inner join figures on form_disclosures.forms_disclosure_key = figures.disclosure_key
    inner join values_of_figures on figures.amount_key = values_of_figures.figure_key
    where
        figures.form_code = 'expenditure'
        and figures.figure_code = 'total'
        and figures.type_code in (
            'business',
            'remittance_to_higher_level',
            'subsidy_to_affiliated',
            'reserve',
            'carried_forward_out'
        )
        and values_of_figures.amount_yuan <> 0
),

wholes as (
    select
        changes_of_scopes.*,
        partitions.partition_no,
        count(*) as part_count
    from changes_of_scopes
    inner join partitions
        on
            changes_of_scopes.scope = partitions.scope
            and changes_of_scopes.claim_code = partitions.whole_code
    left join departments_with_other_types
        on changes_of_scopes.disclosure_key = departments_with_other_types.disclosure_key
    where partitions.scope = 'disclosure' or departments_with_other_types.disclosure_key is null
    group by all
),

parts as (
    select
        wholes.scope_key,
        wholes.partition_no,
        wholes.claim_key as whole_key,
        changes_of_scopes.claim_key
    from wholes
    inner join partitions
        on wholes.claim_code = partitions.whole_code and wholes.partition_no = partitions.partition_no
    inner join changes_of_scopes
        on
            wholes.scope = changes_of_scopes.scope
            and wholes.scope_key = changes_of_scopes.scope_key
            and partitions.part_code = changes_of_scopes.claim_code
),

complete_parts as (
    select parts.*
    from parts
    inner join wholes
        on parts.scope_key = wholes.scope_key and parts.partition_no = wholes.partition_no
    qualify
        count(*) over (partition by parts.scope_key, parts.partition_no) = any_value(wholes.part_count) over (
            partition by parts.scope_key, parts.partition_no
        )
),

part_terms as (
    select distinct
        wholes.disclosure_key,
        concat_ws('|', 'parts', wholes.scope_key, wholes.partition_no) as place,
        wholes.claim_code,
        'actual' as term_side,
        wholes.claim_key,
        1 as coefficient
    from wholes
    inner join complete_parts
        on wholes.scope_key = complete_parts.scope_key and wholes.partition_no = complete_parts.partition_no
    union all
    select
        wholes.disclosure_key,
        concat_ws('|', 'parts', wholes.scope_key, wholes.partition_no) as place,
        wholes.claim_code,
        'expected' as term_side,
        complete_parts.claim_key,
        1 as coefficient
    from wholes
    inner join complete_parts
        on wholes.scope_key = complete_parts.scope_key and wholes.partition_no = complete_parts.partition_no
),

stated_terms as (
    select * from own_terms
    union all
    select * from part_terms
),

terms as (
    select
        stated_terms.disclosure_key,
        null::varchar as form_code,
        stated_terms.place,
        claim_codes.name_zh as line_label,
        null::varchar as measure_code,
        '=' as relation,
        stated_terms.term_side,
        null::varchar as amount_key,
        stated_terms.claim_key,
        stated_terms.coefficient
    from stated_terms
    inner join claim_codes on stated_terms.claim_code = claim_codes.claim_code
)

{{ identity_terms('terms', 'narrative_change', has_coefficients=true, has_claims=true) }}
