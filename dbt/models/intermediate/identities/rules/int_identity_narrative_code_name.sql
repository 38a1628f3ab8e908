with

claims as (
    select * from {{ ref('int_narrative_claim_of_all_documents') }}
    where claim_code in ('functional_code', 'economic_code') and printed_code is not null and is_named_here
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

-- A code printed in parts (204类 06款 01项) has a name for each; one printed whole has one.
levels as (
    select
        claim_key,
        disclosure_key,
        claim_code,
        printed_code as code,
        regexp_replace(
            subject, '\(?' || printed_code || '\)?[-—–_]?|(支出|预算)*(为|:)$', '', 'g'
        ) as printed_name
    from claims
    where coalesce(class_name, section_name, item_name) is null
    union all
    select
        claim_key,
        disclosure_key,
        claim_code,
        left(printed_code, 3) as code,
        class_name as printed_name
    from claims
    where class_name is not null
    union all
    select
        claim_key,
        disclosure_key,
        claim_code,
        left(printed_code, 5) as code,
        section_name as printed_name
    from claims
    where section_name is not null and length(printed_code) >= 5
    union all
    select
        claim_key,
        disclosure_key,
        claim_code,
        printed_code as code,
        item_name as printed_name
    from claims
    where item_name is not null and length(printed_code) = 7
),

named as (
    select
        levels.disclosure_key,
        disclosures.fiscal_year,
        levels.claim_code,
        levels.code,
        levels.printed_name,
        {{ short_name('levels.printed_name') }} as short_name,
        min(levels.claim_key) as claim_key
    from levels
    inner join disclosures on levels.disclosure_key = disclosures.disclosure_key
    where regexp_matches(levels.printed_name, '^[\x{4E00}-\x{9FFF}]')
    group by
        levels.disclosure_key,
        disclosures.fiscal_year,
        levels.claim_code,
        levels.code,
        levels.printed_name
),

-- Names that documents alone vouch for judge no document.
known_names as (
    select
        if(classification = 'functional', 'functional_code', 'economic_code') as claim_code,
        code,
        code_name,
        {{ short_name('code_name') }} as short_name,
        coalesce(valid_from_year, {{ first_year() }}) as valid_from_year,
        coalesce(valid_to_year, {{ last_year() }}) as valid_to_year
    from {{ ref('int_code_name') }}
    where name_source in ('official', 'template')
),

compared as (
    select
        named.disclosure_key,
        named.code,
        named.printed_name,
        named.claim_key,
        min(known_names.code_name) filter (
            where named.fiscal_year between known_names.valid_from_year and known_names.valid_to_year
        ) as expected_name,
        bool_or(
            known_names.short_name = named.short_name
            and named.fiscal_year between known_names.valid_from_year and known_names.valid_to_year
        ) as is_name,
        bool_or(known_names.short_name = named.short_name) as is_name_of_other_year
    from named
    inner join known_names on named.claim_code = known_names.claim_code and named.code = known_names.code
    group by named.disclosure_key, named.code, named.printed_name, named.claim_key
)

-- Prose may call a code by a word of its own; the name of another year is a mistake for certain.
select
    concat_ws('|', 'code_name', disclosure_key, 'prose', code, printed_name) as check_key,
    'code_name' as identity_code,
    disclosure_key,
    null::varchar as form_code,
    printed_name as line_label,
    null::varchar as amount_key,
    claim_key,
    code || ' ' || expected_name as expected_text,
    code || ' ' || printed_name as actual_text,
    if(is_name, 'exact', 'violated') as status,
    if(is_name, null, 'the name of other years') as reason
from compared
where expected_name is not null and (is_name or is_name_of_other_year)
