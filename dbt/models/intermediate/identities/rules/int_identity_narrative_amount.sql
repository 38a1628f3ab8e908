with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
    where
        claim_kind = 'amount'
        and claimed_period in ('this_year', 'prior_year')
        and amount_basis <> 'execution'
),

claim_codes as (
    select * from {{ ref('narrative_claim_code') }}
),

cells as (
    select * from {{ ref('int_narrative_cell') }}
),

figures as (
    select * from {{ ref('int_identity_value') }}
),

-- What one passage says of a subject and another says otherwise is said of parts of the discloser.
disputed_claims as (
    select distinct claims.claim_key
    from claims
    inner join claims as others
        on
            claims.disclosure_key = others.disclosure_key
            and claims.claim_code = others.claim_code
            and claims.passage_key <> others.passage_key
            and coalesce(claims.fund_code, '') = coalesce(others.fund_code, '')
            and claims.claimed_year = others.claimed_year
            and claims.amount_basis = others.amount_basis
            and abs(claims.claimed_yuan - others.claimed_yuan) > claims.half_unit_yuan + others.half_unit_yuan
    where claims.claim_code not in ('functional_code', 'economic_code')
),

compared as (
    select
        cells.claim_key,
        cells.reading,
        bool_or(cells.is_certain) as is_certain,
        abs(any_value(claims.claimed_yuan) - sum(figures.amount_yuan))
        <= any_value(claims.half_unit_yuan) + sum(figures.half_unit_yuan) as is_met,
        -- One of several cells is what the prose says: the others may be another year's.
        bool_or(
            abs(claims.claimed_yuan - figures.amount_yuan) <= claims.half_unit_yuan + figures.half_unit_yuan
        ) as is_met_by_a_cell
    from cells
    inner join claims on cells.claim_key = claims.claim_key
    inner join figures on cells.amount_key = figures.figure_key
    group by cells.claim_key, cells.reading
),

met_claims as (
    select
        claim_key,
        bool_or(is_met) as is_met,
        bool_or(is_met_by_a_cell) as is_met_by_a_cell,
        bool_or(is_certain) as has_certain_reading
    from compared
    group by claim_key
),

---------- agency operating expenses

-- Where no form prints them they are the operating cost of the administrative units, which is that of the
-- whole department in some.
operating_totals as (
    select
        claims.claim_key,
        totals.form_code,
        totals.line_label,
        totals.measure_code,
        totals.amount_key
    from claims
    inner join {{ ref('int_narrative_disclosure') }} as disclosures
        on claims.disclosure_key = disclosures.disclosure_key
    inner join {{ ref('int_identity_figure_of_all_documents') }} as totals
        on
            disclosures.forms_disclosure_key = totals.disclosure_key
            and claims.amount_basis = totals.amount_basis
    inner join figures on totals.amount_key = figures.figure_key
    left join met_claims on claims.claim_key = met_claims.claim_key
    where
        claims.claim_code = 'agency_operating_expenses'
        and claims.claimed_period = 'this_year'
        and met_claims.claim_key is null
        and totals.form_code = 'basic_expenditure'
        and totals.figure_code = 'total'
        and totals.type_code = 'operating'
        and abs(claims.claimed_yuan - figures.amount_yuan) <= claims.half_unit_yuan + figures.half_unit_yuan
),

---------- terms

judged as (
    select
        claims.claim_key,
        claims.disclosure_key,
        met_claims.is_met,
        if(claims.claim_code = 'agency_operating_expenses', 'agency_operating', 'narrative_amount')
            as identity_code
    from claims
    inner join claim_codes on claims.claim_code = claim_codes.claim_code
    inner join met_claims on claims.claim_key = met_claims.claim_key
    left join disputed_claims on claims.claim_key = disputed_claims.claim_key
    where
        met_claims.is_met
        or (
            claim_codes.is_exact
            and met_claims.has_certain_reading
            and not met_claims.is_met_by_a_cell
            and disputed_claims.claim_key is null
            -- the items of agency operation are parts of what the forms print
            and (
                claims.topic is distinct from 'agency_operating_expenses'
                or claims.claim_code = 'agency_operating_expenses'
            )
        )
),

terms as (
    select distinct
        judged.identity_code,
        judged.disclosure_key,
        nullif(cells.forms_disclosure_key, judged.disclosure_key) as other_disclosure_key,
        min(cells.form_code) over one_reading as form_code,
        judged.claim_key as place,
        min(cells.line_label) over one_reading as line_label,
        min(cells.measure_code) over one_reading as measure_code,
        '=' as relation,
        cells.reading,
        min(cells.reading_rank) over one_reading as reading_rank,
        sides.term_side,
        if(sides.term_side = 'expected', cells.amount_key, null) as amount_key,
        if(sides.term_side = 'actual', judged.claim_key, null) as claim_key
    from judged
    inner join cells
        on judged.claim_key = cells.claim_key and (judged.is_met or cells.is_certain)
    cross join (values ('actual'), ('expected')) as sides (term_side)
    -- Cells of several lines that one claim is compared with make one equation, with the claim in it once.
    window one_reading as (partition by judged.claim_key, cells.reading)
    union all
    select
        'agency_operating' as identity_code,
        claims.disclosure_key,
        null as other_disclosure_key,
        operating_totals.form_code,
        claims.claim_key as place,
        operating_totals.line_label,
        operating_totals.measure_code,
        '=' as relation,
        'operating total of basic_expenditure' as reading,
        1 as reading_rank,
        sides.term_side,
        if(sides.term_side = 'expected', operating_totals.amount_key, null) as amount_key,
        if(sides.term_side = 'actual', claims.claim_key, null) as claim_key
    from operating_totals
    inner join claims on operating_totals.claim_key = claims.claim_key
    cross join (values ('actual'), ('expected')) as sides (term_side)
),

---------- what cannot be judged

gaps as (
    select distinct
        claims.disclosure_key,
        null::varchar as form_code,
        if(claims.claim_code = 'agency_operating_expenses', 'agency_operating', 'narrative_amount')
            as identity_code,
        case
            when claims.claim_code = 'agency_operating_expenses'
                then
                    'no form prints agency operating expenses, and they are not all operating cost'
            when
                met_claims.claim_key is null
                then 'no cell is printed for the stated figure: ' || claim_codes.name_en
            else 'the prose does not say for certain which cell it means: ' || claim_codes.name_en
        end as reason
    from claims
    inner join claim_codes on claims.claim_code = claim_codes.claim_code
    left join met_claims on claims.claim_key = met_claims.claim_key
    left join terms on claims.claim_key = terms.place
    where terms.place is null
)

{{ identity_terms(
    'terms', identity_column='identity_code', has_readings=true, has_other=true, has_claims=true
) }}
union all
{{ identity_gaps('gaps', identity_column='identity_code') }}
