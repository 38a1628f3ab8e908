with

documents as (
    select * from {{ ref('stg_document') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

form_kinds as (
    select * from {{ ref('form') }}
),

cells as (
    select * from {{ ref('stg_cell') }}
),

texts as (
    select * from {{ ref('int_document_text') }}
),

topics as (
    select * from {{ ref('prose_topic') }}
),

mentions as (
    select * from {{ ref('int_entity_mention') }}
),

form_amounts as (
    select
        table_id,
        count(*) as amount_count
    from cells
    where not is_header and amount_printed is not null
    group by table_id
),

form_counts as (
    select
        forms.document_id,
        count(*) filter (where form_kinds.is_statutory) as statutory_form_count,
        count(*) filter (
            where forms.form_code in ('project_performance', 'department_performance')
        ) as target_table_count,
        coalesce(sum(form_amounts.amount_count) filter (where form_kinds.is_statutory), 0)
            as form_amount_count
    from forms
    inner join form_kinds on forms.form_code = form_kinds.form_code
    left join form_amounts on forms.table_id = form_amounts.table_id
    group by forms.document_id
),

topic_counts as (
    select
        texts.document_id,
        count(*) as topic_count
    from texts
    inner join topics on regexp_matches(texts.body_text, topics.pattern)
    group by texts.document_id
),

placeholders as (
    select
        document_id,
        count(*) filter (where is_placeholder) as placeholder_count,
        count(*) filter (where not is_placeholder and place in ('cover', 'header')) as name_count
    from mentions
    where place in ('cover', 'title', 'header', 'label', 'field')
    group by document_id
)

select
    documents.document_id,
    coalesce(form_counts.statutory_form_count, 0) as statutory_form_count,
    coalesce(form_counts.target_table_count, 0) as target_table_count,
    coalesce(form_counts.form_amount_count, 0) as form_amount_count,
    coalesce(topic_counts.topic_count, 0) as topic_count,
    regexp_matches(
        coalesce(texts.cover_text, '') || ' ' || coalesce(texts.body_text, ''),
        '(部门|单位)(综合)?(预算|决算)'
    ) as names_a_budget,
    -- 某局2025年“三公”经费预算情况说明: who, which year and of what stage in its title, and the figures below
    regexp_matches(
        left(coalesce(nullif(texts.cover_text, ''), texts.body_text, ''), 80),
        '([局委办厅院会站馆处部团队所校关]|中心|大学|支队)(机关|本级)?(关于)?20\d{2}年度?(部门|单位)?(财政拨款)?'
        || '.?三公.?经费[^。;,，；]{0,12}(预算|决算|公开)'
    )
    and not regexp_matches(left(coalesce(texts.body_text, ''), 80), '汇总|全[省市县区]|通知|通报')
    and regexp_matches(coalesce(texts.body_text, ''), '三公.?经费[^。;；]{0,60}?\d[\d,.]*(?:万|亿)?元')
    and regexp_matches(
        coalesce(texts.body_text, ''), '(?:接待|用车|出国)[^。;；]{0,20}?\d[\d,.]*(?:万|亿)?元'
    ) as states_three_public,
    regexp_matches(left(coalesce(texts.body_text, ''), 60), '自评|绩效评价') as is_evaluation,
    coalesce(placeholders.placeholder_count, 0) > 0
    and coalesce(placeholders.name_count, 0) = 0 as has_placeholder_for_name,
    left(coalesce(nullif(texts.cover_text, ''), texts.body_text, ''), 40) as opening_words
from documents
left join form_counts on documents.document_id = form_counts.document_id
left join topic_counts on documents.document_id = topic_counts.document_id
left join texts on documents.document_id = texts.document_id
left join placeholders on documents.document_id = placeholders.document_id
