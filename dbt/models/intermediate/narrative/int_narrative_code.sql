with

leads as (
    select * from {{ ref('int_narrative_lead_of_all_documents') }}
    where claim_code in ('functional_code', 'economic_code')
),

names as (
    select distinct
        if(classification = 'functional', 'functional_code', 'economic_code') as claim_code,
        code,
        {{ short_name('code_name') }} as name
    from {{ ref('int_code_name') }}
),

stated_names as (
    select
        lead_text,
        claim_code,
        {{ short_name('coalesce(item_name, section_name, class_name)') }} as deepest_name,
        case when item_name is not null then 7 when section_name is not null then 5 else 3 end as code_length,
        if(item_name is not null or section_name is not null, {{ short_name('class_name') }}, null)
            as class_name,
        if(item_name is not null, {{ short_name('section_name') }}, null) as section_name
    from leads
    where printed_code is null
),

-- A code whose name says another thing is judged by neither.
printed_names as (
    select
        lead_text,
        claim_code,
        printed_code,
        {{ short_name(
            "coalesce(item_name, section_name, class_name, "
            ~ "regexp_replace(subject_text, '[(]?' || printed_code || '[)]?[-—–_]?|(支出|预算)*(为|:)$', '', 'g'))"
        ) }} as name
    from leads
    where printed_code is not null
),

misnamed as (
    select printed_names.lead_text
    from printed_names
    inner join names on printed_names.claim_code = names.claim_code and printed_names.name = names.name
    group by printed_names.lead_text, printed_names.printed_code
    having not bool_or(names.code = printed_names.printed_code)
),

candidates as (
    select
        stated_names.lead_text,
        stated_names.claim_code,
        names.code,
        (classes.code is not null)::integer + (sections.code is not null)::integer as agreement
    from stated_names
    inner join names
        on
            stated_names.claim_code = names.claim_code
            and stated_names.deepest_name = names.name
            and (stated_names.code_length = length(names.code))
    left join names as classes
        on
            names.claim_code = classes.claim_code
            and left(names.code, 3) = classes.code
            and stated_names.class_name = classes.name
    left join names as sections
        on
            names.claim_code = sections.claim_code
            and left(names.code, 5) = sections.code
            and stated_names.section_name = sections.name
)

select
    leads.lead_text,
    leads.claim_code,
    leads.printed_code as code
from leads
left join misnamed on leads.lead_text = misnamed.lead_text
where leads.printed_code is not null and misnamed.lead_text is null
union
-- Of several codes with one name those whose class and section are named as well.
select
    lead_text,
    claim_code,
    code
from candidates
qualify agreement = max(agreement) over (partition by lead_text)
