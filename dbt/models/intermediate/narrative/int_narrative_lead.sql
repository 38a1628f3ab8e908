with

leads as (
    select distinct lead_text
    from {{ ref('int_narrative_figure') }}
    union
    -- The head of a passage, and the heading above it, name what its figures are about.
    select distinct {{ head_of_passage('passage_text') }}
    from {{ ref('int_narrative_figure') }}
    union
    select distinct {{ without_outline('heading') }}
    from {{ ref('int_narrative_figure') }}
    where heading is not null
),

verbs as (
    select * from {{ ref('narrative_verb') }}
),

subjects as (
    select * from {{ ref('narrative_subject') }}
),

funds as (
    select * from {{ ref('narrative_fund') }}
),

compared as (
    select
        lead_text,
        regexp_extract(lead_text, '(?:同比|{{ with_another_year() }}).*$') as comparison_text,
        regexp_replace(lead_text, '(了|额|数|率|幅度|比例|为|约|近|:)+$', '') as bare_text
    from leads
),

turned as (
    select
        compared.lead_text,
        arg_max(verbs.verb, length(verbs.verb)) as verb,
        arg_max(verbs.change_sign, length(verbs.verb)) as change_sign
    from compared
    inner join verbs on ends_with(compared.bare_text, verbs.verb)
    group by compared.lead_text
),

parted as (
    select
        compared.lead_text,
        compared.comparison_text,
        turned.verb,
        turned.change_sign,
        case
            when compared.comparison_text <> ''
                then left(compared.lead_text, length(compared.lead_text) - length(compared.comparison_text))
            when turned.verb is not null
                then left(compared.bare_text, length(compared.bare_text) - length(turned.verb))
            else compared.lead_text
        end as subject_text
    from compared
    left join turned on compared.lead_text = turned.lead_text
),

named as (
    select
        parted.lead_text,
        -- The first that fits may be that of no total.
        arg_min_null(subjects.claim_code, subjects.priority) as claim_code,
        arg_min(subjects.priority, subjects.priority) as priority
    from parted
    inner join subjects
        on
            contains(parted.subject_text, coalesce(subjects.keyword, ''))
            and not regexp_matches(parted.subject_text, coalesce(subjects.must_not_match, '^$'))
            and if(
                subjects.claim_code is null,
                regexp_matches(parted.subject_text, subjects.must_match),
                regexp_full_match(
                    parted.subject_text,
                    '{{ words_before_a_subject() }}{{ fund_of_a_subject() }}(?:' || subjects.must_match
                    || '){{ words_after_a_subject() }}'
                )
            )
    group by parted.lead_text
),

funded as (
    select
        parted.lead_text,
        arg_min(funds.fund_code, funds.priority) as fund_code
    from parted
    inner join funds on regexp_matches(parted.subject_text, funds.must_match)
    group by parted.lead_text
),

---------- codes of the classifications

coded as (
    select
        lead_text,
        regexp_extract(subject_text, '\((\d{3})类\)', 1)
        || regexp_extract(subject_text, '\((\d{2})款\)', 1)
        || regexp_extract(subject_text, '\((\d{2})项\)', 1) as parted_code,
        coalesce(
            nullif(regexp_extract(subject_text, '\(([235]\d{2}|[235]\d{4}|2\d{6})\)(?:支出|科目)*$', 1), ''),
            -- A name may hold brackets and the words of the marks: 2010399-其他政府办公厅(室)事务支出.
            if(
                regexp_matches(subject_text, '\(\d*(类|款|项)\)'),
                null,
                nullif(regexp_extract(subject_text, '^([235]\d{2}|[235]\d{4}|2\d{6})[-—_]?\D+$', 1), '')
            )
        ) as whole_code,
        regexp_extract(subject_text, '({{ name_with_brackets() }})\((?:\d{3})?类\)', 1) as class_name,
        regexp_extract(subject_text, '({{ name_with_brackets() }})\((?:\d{2})?款\)', 1) as section_name,
        regexp_extract(subject_text, '({{ name_with_brackets() }})\((?:\d{2})?项\)', 1) as item_name,
        regexp_extract(subject_text, '^(.*)科目$', 1) as subject_name
    from parted
),

-- Both classifications have classes and sections, and only the functional one has items.
economic_names as (
    select distinct {{ bare_name('economic_name') }} as economic_name
    from {{ ref('economic_code') }}
    where {{ bare_name('economic_name') }} not in (
        select {{ bare_name('functional_name') }} from {{ ref('functional_code') }}
    )
),

-- A class named in full, without code or mark: 社会保障和就业支出.
class_names as (
    select distinct functional_name as class_name
    from {{ ref('functional_code') }}
    where length(functional_code) = 3 and functional_name <> '其他支出'
)

select
    parted.lead_text,
    parted.comparison_text,
    parted.verb,
    parted.change_sign,
    parted.subject_text,
    case
        when length(coded.parted_code) in (3, 5, 7) or left(coded.whole_code, 1) = '2' then 'functional_code'
        when coded.whole_code is not null then 'economic_code'
        when economic_names.economic_name is not null then 'economic_code'
        when coded.class_name || coded.section_name || coded.item_name <> '' then 'functional_code'
        when named.claim_code is not null then named.claim_code
        when named.priority is not null then null
        when class_names.class_name is not null then 'functional_code'
        when coded.subject_name <> '' then 'functional_code'
    end as claim_code,
    funded.fund_code,
    coalesce(
        coded.whole_code, if(length(coded.parted_code) in (3, 5, 7), coded.parted_code, null)
    ) as printed_code,
    coalesce(nullif(coded.class_name, ''), nullif(coded.subject_name, ''), class_names.class_name)
        as class_name,
    nullif(coded.section_name, '') as section_name,
    nullif(coded.item_name, '') as item_name,
    -- Nothing but a year and the kind of figure: the subject was named before.
    regexp_full_match(
        parted.subject_text,
        '(20\d\d年度?|当年|本年度?|今年|上年|去年|年初|预算|决算|执行|安排|数|为|共|:|总体|各|均|相抵后|增减|幅度)*'
        || '|(20\d\d年度?|当年|本年度?)?支出决算数?为?'
    ) as is_continuation,
    coalesce(
        try_cast(nullif(regexp_extract(parted.subject_text, '(20\d\d)年', 1), '') as integer),
        case
            when regexp_matches(parted.subject_text, '上年|去年|上一年') then -1
            when regexp_matches(parted.subject_text, '本年|当年|今年') then 0
        end
    ) as stated_year,
    case
        when regexp_matches(parted.lead_text, '执行') then 'execution'
        when regexp_matches(parted.lead_text, '决算') then 'final'
        when regexp_matches(parted.lead_text, '预算(数|安排|总额)?(为)?$|年初预算') then 'budget'
    end as stated_basis
from parted
inner join coded on parted.lead_text = coded.lead_text
left join named on parted.lead_text = named.lead_text
left join funded on parted.lead_text = funded.lead_text
left join economic_names
    on
        if(
            coded.item_name = '',
            {{ bare_name("coalesce(nullif(coded.section_name, ''), coded.class_name)") }},
            null
        )
        = economic_names.economic_name
left join class_names on parted.subject_text = class_names.class_name
