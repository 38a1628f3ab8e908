-- One row per code, name and period of the functional and the two economic classifications.
-- A name of the seeds rules; a code met only in documents carries the name most often printed.
with

functional_seed as (
    select * from {{ ref('functional_code') }}
),

economic_seed as (
    select * from {{ ref('economic_code') }}
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

disclosures as (
    select * from {{ ref('int_disclosure_of_all_documents') }}
),

forms as (
    select * from {{ ref('form') }}
),

seeded as (
    select
        'functional' as classification,
        functional_code as code,
        functional_name as code_name,
        valid_from_year,
        valid_to_year,
        name_source
    from functional_seed
    union all
    select
        case when economic_code like '5%' then 'government' else 'department' end as classification,
        economic_code as code,
        economic_name as code_name,
        valid_from_year,
        valid_to_year,
        name_source
    from economic_seed
),

-- A label that begins with a code names that one; else, of several codes in a row, the one that
-- the form is ordered by.
labelled as (
    select
        case nullif(regexp_extract(amounts.line_label, '^[\[(（]?(\d{3,7})', 1), '')
            when amounts.functional_code then 'functional'
            when amounts.economic_code then 'department'
            when amounts.government_economic_code then 'government'
            else
                case
                    when
                        amounts.functional_code is not null
                        and (
                            forms.code_axis = 'functional'
                            or coalesce(amounts.economic_code, amounts.government_economic_code) is null
                        )
                        then 'functional'
                    when amounts.economic_code is not null then 'department'
                    else 'government'
                end
        end as classification,
        amounts.functional_code,
        amounts.economic_code,
        amounts.government_economic_code,
        regexp_replace(amounts.line_label, '^[\[(（]?\d+[\])）]?[-—–－_:：]*', '') as code_name
    from amounts
    inner join forms on amounts.form_code = forms.form_code
    where amounts.code_source = 'printed'
),

used as (
    select
        'functional' as classification,
        functional_code as code,
        disclosure_key
    from amounts
    where functional_code is not null
    union
    select
        'department' as classification,
        economic_code as code,
        disclosure_key
    from amounts
    where economic_code is not null
    union
    select
        'government' as classification,
        government_economic_code as code,
        disclosure_key
    from amounts
    where government_economic_code is not null
),

-- A section and a class exist as soon as one of their items is printed.
known as (
    select
        used.classification,
        used.code,
        min(coalesce(disclosures.fiscal_year, {{ first_year() }})) as first_used_year
    from used
    left join disclosures on used.disclosure_key = disclosures.disclosure_key
    group by used.classification, used.code
    union all
    select
        classification,
        code,
        null as first_used_year
    from seeded
),

with_parents as (
    select * from known
    union all
    select
        classification,
        left(code, 5) as code,
        first_used_year
    from known
    where length(code) > 5
    union all
    select
        classification,
        left(code, 3) as code,
        first_used_year
    from known
    where length(code) > 3
),

complete as (
    select
        classification,
        code,
        min(first_used_year) as first_used_year
    from with_parents
    group by classification, code
),

name_counts as (
    select
        classification,
        case classification
            when 'functional' then functional_code
            when 'department' then economic_code
            else government_economic_code
        end as code,
        code_name,
        count(*) as times_printed
    from labelled
    where regexp_matches(code_name, '[\x{4E00}-\x{9FFF}]')
    group by
        classification,
        case classification
            when 'functional' then functional_code
            when 'department' then economic_code
            else government_economic_code
        end,
        code_name
),

printed as (
    select
        classification,
        code,
        code_name
    from name_counts
    -- Of two names printed equally often the longer is the one no line end has cut.
    qualify
        row_number() over (
            partition by classification, code
            order by times_printed desc, length(code_name) desc, code_name
        ) = 1
),

named as (
    select
        complete.classification,
        complete.code,
        coalesce(seeded.code_name, printed.code_name, '未公开') as code_name,
        seeded.valid_from_year,
        seeded.valid_to_year,
        coalesce(
            seeded.name_source,
            case when printed.code_name is not null then 'printed' end,
            'not_disclosed'
        ) as name_source,
        complete.first_used_year
    from complete
    left join seeded
        on complete.classification = seeded.classification and complete.code = seeded.code
    left join printed
        on complete.classification = printed.classification and complete.code = printed.code
),

first_names as (
    select *
    from named
    qualify row_number() over (partition by classification, code order by valid_from_year nulls first) = 1
),

-- A code printed before the year it is said to begin in has the name that it begins with.
before_their_time as (
    select
        classification,
        code,
        code_name,
        null as valid_from_year,
        valid_from_year - 1 as valid_to_year,
        name_source,
        first_used_year
    from first_names
    where first_used_year < valid_from_year
),

complete_names as (
    select * from named
    union all
    select * from before_their_time
)

select
    classification,
    code,
    code_name,
    valid_from_year,
    valid_to_year,
    name_source
from complete_names
-- The first digit tells the classification; a code of another one was misread or misprinted.
where
    regexp_full_match(
        code,
        case classification
            when 'functional' then '2'
            when 'department' then '3'
            else '5'
        end || '\d{2}(\d{2}){0,2}'
    )
