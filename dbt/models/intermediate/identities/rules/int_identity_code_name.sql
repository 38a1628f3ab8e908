with

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
    where code_source = 'printed'
),

disclosures as (
    select * from {{ ref('int_department_disclosure') }}
),

-- Names that documents alone vouch for judge no document.
known_names as (
    select
        classification,
        code,
        code_name,
        {{ bare_name('code_name') }} as bare_name,
        coalesce(valid_from_year, 0) as valid_from_year,
        coalesce(valid_to_year, 9999) as valid_to_year
    from {{ ref('int_code_name') }}
    where name_source in ('official', 'template')
),

-- A row with several codes carries the name of one of them only; which one is not said.
coded_amounts as (
    select
        disclosure_key,
        form_code,
        line_label,
        amount_key,
        case
            when functional_code is not null then 'functional'
            when economic_code is not null then 'department'
            else 'government'
        end as classification,
        coalesce(functional_code, economic_code, government_economic_code) as code
    from amounts
    where
        (functional_code is not null)::integer + (economic_code is not null)::integer
        + (government_economic_code is not null)::integer = 1
),

printed_names as (
    select
        coded_amounts.disclosure_key,
        disclosures.fiscal_year,
        coded_amounts.form_code,
        coded_amounts.classification,
        coded_amounts.code,
        coded_amounts.line_label,
        -- 教育支出小计, 教育支出（205）: the name, and what the row is besides.
        regexp_replace({{ bare_name('coded_amounts.line_label') }}, '([0-9]{3,7}|小计|合计)$', '') as bare_name,
        min(coded_amounts.amount_key) as amount_key
    from coded_amounts
    inner join disclosures on coded_amounts.disclosure_key = disclosures.disclosure_key
    group by all
),

compared as (
    select
        printed_names.disclosure_key,
        printed_names.form_code,
        printed_names.code,
        printed_names.line_label,
        printed_names.bare_name,
        min(printed_names.amount_key) as amount_key,
        min(known_names.code_name) filter (where {{ is_name_of_its_year() }}) as expected_text,
        -- 公共安全: of a class the word 支出 was no part of the name in the years before.
        bool_or(
            {{ is_name_of_its_year() }}
            and (
                known_names.bare_name = printed_names.bare_name
                or (
                    length(printed_names.code) = 3
                    and regexp_replace(known_names.bare_name, '支出$', '') = printed_names.bare_name
                )
            )
        ) as is_name,
        bool_or(known_names.bare_name = printed_names.bare_name) as is_name_of_other_year
    from printed_names
    inner join known_names
        on
            printed_names.classification = known_names.classification
            and printed_names.code = known_names.code
    where regexp_matches(printed_names.bare_name, '[\x{4E00}-\x{9FFF}]')
    group by
        printed_names.disclosure_key,
        printed_names.form_code,
        printed_names.code,
        printed_names.line_label,
        printed_names.bare_name
)

select
    concat_ws('|', 'code_name', disclosure_key, form_code, code, line_label) as check_key,
    'code_name' as identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    code || ' ' || expected_text as expected_text,
    code || ' ' || bare_name as actual_text,
    if(is_name, 'exact', 'violated') as status,
    if(not is_name and is_name_of_other_year, 'the name of other years', null) as reason
from compared
where expected_text is not null
