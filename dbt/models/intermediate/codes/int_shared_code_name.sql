with

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

forms as (
    select * from {{ ref('form') }}
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
)

select
    classification,
    case classification
        when 'functional' then functional_code
        when 'department' then economic_code
        else government_economic_code
    end as code,
    code_name,
    count(*) as printed_count
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
