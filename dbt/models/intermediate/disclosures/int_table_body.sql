-- Whose each table of a document is, and where that is unsure.
with

tables as (
    select * from {{ ref('stg_table') }}
),

forms as (
    select * from {{ ref('int_recognised_table') }}
),

form_kinds as (
    select * from {{ ref('form') }}
),

entities as (
    select * from {{ ref('int_table_entity') }}
),

namings as (
    select * from {{ ref('int_table_naming') }}
),

candidates as (
    select * from {{ ref('int_entity_candidate') }}
),

covers as (
    select
        document_id,
        list(entity_name) as names
    from candidates
    where is_organ_name and has_region and cover_count > 0
    group by document_id
),

stated as (
    select
        tables.document_id,
        tables.table_id,
        tables.block_no,
        coalesce(entities.entity_name, namings.entity_name) as entity_name,
        entities.entity_name is not null as is_labelled,
        coalesce(candidates.is_organ_name, namings.table_id is not null) as is_organ_name,
        if(form_kinds.is_statutory, forms.form_code, null) as statutory_code,
        -- A form that breaks another's amounts down once more is no second one of its kind.
        if(
            form_kinds.is_statutory and not contains(forms.title, '明细'), forms.form_code, null
        ) as plain_code,
        coalesce(entities.entity_name, namings.entity_name)
        || '|'
        || coalesce(if(entities.entity_name is null, namings.name_scope, entities.name_scope), '')
            as stated_mark
    from tables
    left join forms on tables.table_id = forms.table_id
    left join form_kinds on forms.form_code = form_kinds.form_code
    left join entities on tables.table_id = entities.table_id
    left join namings on tables.table_id = namings.table_id
    left join candidates
        on
            entities.document_id = candidates.document_id
            and entities.entity_name = candidates.entity_name
),

---------- the bodies that a document names above its forms

marks as (
    select
        document_id,
        stated_mark,
        any_value(entity_name) as entity_name,
        bool_or(is_labelled) as is_labelled,
        bool_or(is_organ_name) as is_organ_name,
        coalesce(list(distinct statutory_code) filter (where statutory_code is not null), []) as codes,
        coalesce(list(distinct statutory_code) filter (where statutory_code is not null and is_labelled), [])
            as labelled_codes,
        coalesce(list(distinct plain_code) filter (where plain_code is not null), []) as plain_codes,
        min(block_no) as first_block,
        min(block_no) filter (where is_labelled) as first_labelled_block
    from stated
    where stated_mark is not null
    group by document_id, stated_mark
),

ranked_marks as (
    select
        *,
        first_value(stated_mark) over by_codes as main_mark,
        first_value(entity_name) over by_codes as main_name,
        first_value(plain_codes) over by_codes as main_plain_codes,
        first_value(if(is_labelled, stated_mark, null)) over by_labels as labelled_main_mark,
        first_value(labelled_codes) over by_labels as labelled_main_codes
    from marks
    window
        by_codes as (partition by document_id order by len(codes) desc, first_block),
        by_labels as (
            partition by document_id
            order by is_labelled desc, len(labelled_codes) desc, first_labelled_block
        )
),

-- What stands before the first name.
leads as (
    select
        stated.document_id,
        coalesce(list(distinct stated.plain_code) filter (where stated.plain_code is not null), [])
            as plain_codes
    from stated
    inner join (
        select
            document_id,
            min(first_block) as first_block
        from marks
        group by document_id
    ) as firsts
        on stated.document_id = firsts.document_id
    where stated.block_no < firsts.first_block
    group by stated.document_id
),

compared_marks as (
    select
        ranked_marks.*,
        len(list_intersect(ranked_marks.plain_codes, ranked_marks.main_plain_codes)) as shared_with_main,
        len(list_intersect(ranked_marks.plain_codes, coalesce(leads.plain_codes, []))) as shared_with_lead
    from ranked_marks
    left join leads on ranked_marks.document_id = leads.document_id
),

-- A body has a disclosure of its own when a form of the document occurs again under its name, and that name
-- is no other form of the first one's. A name above one table alone is that table's, and a name misspelt
-- above a few forms repeats none. A label's three forms repeated are enough, whatever the name.
judged_marks as (
    select
        *,
        stated_mark <> main_mark and {{ may_be_one_body('entity_name', 'main_name', 'shared_with_main') }}
            as is_called_as_main,
        stated_mark = main_mark
        or (
            is_organ_name
            and shared_with_main + shared_with_lead > 0
            and (
                not is_called_as_main
                -- X(本级) beside X
                or (
                    entity_name = main_name
                    and ends_with(stated_mark, '|unit') <> ends_with(main_mark, '|unit')
                )
            )
        )
        or (
            is_labelled
            and len(labelled_codes) >= 3
            and len(list_intersect(labelled_codes, labelled_main_codes)) >= 3
        ) as is_own
    from compared_marks
),

-- Forms before the first name, of which one occurs again under a name, are those of the department that the
-- cover names.
lead_marks as (
    select judged_marks.document_id
    from judged_marks
    left join covers on judged_marks.document_id = covers.document_id
    group by judged_marks.document_id
    having
        coalesce(sum(judged_marks.shared_with_lead) filter (where judged_marks.is_own), 0) > 0
        and (
            count(*) filter (where judged_marks.is_own) > 1
            or coalesce(
                bool_and(
                    len(
                        list_filter(
                            covers.names,
                            lambda cover_name:
                            {{ may_be_one_body('cover_name', 'judged_marks.main_name', '0') }}
                        )
                    ) = 0
                ),
                false
            )
        )
),

documents as (
    select
        judged_marks.document_id,
        any_value(judged_marks.main_mark) as main_mark,
        any_value(judged_marks.labelled_main_mark) as labelled_main_mark,
        bool_or(lead_marks.document_id is not null) as has_lead,
        count(*) filter (where judged_marks.is_own) > 1
        or bool_or(lead_marks.document_id is not null) as is_of_several
    from judged_marks
    left join lead_marks on judged_marks.document_id = lead_marks.document_id
    group by judged_marks.document_id
),

---------- each table

assigned as (
    select
        stated.document_id,
        stated.table_id,
        stated.block_no,
        stated.stated_mark,
        stated.plain_code,
        documents.main_mark,
        coalesce(documents.is_of_several, false) as is_of_several,
        coalesce(documents.has_lead, false) as has_lead,
        case
            when not documents.is_of_several
                then if(stated.stated_mark = documents.labelled_main_mark, stated.stated_mark, null)
            when judged_marks.is_own then stated.stated_mark
            when judged_marks.is_called_as_main then documents.main_mark
            when
                documents.has_lead
                and count(stated.stated_mark) over (
                    partition by stated.document_id
                    order by stated.block_no
                ) = 0
                then ''
        end as own_mark,
        coalesce(
            judged_marks.is_organ_name and not judged_marks.is_own and not judged_marks.is_called_as_main,
            false
        ) as is_named_otherwise
    from stated
    left join judged_marks
        on
            stated.document_id = judged_marks.document_id
            and stated.stated_mark = judged_marks.stated_mark
    left join documents on stated.document_id = documents.document_id
),

filled as (
    select
        *,
        coalesce(
            last_value(own_mark ignore nulls) over (
                partition by document_id
                order by block_no
                rows between unbounded preceding and current row
            ),
            first_value(own_mark ignore nulls) over (
                partition by document_id
                order by block_no
                rows between current row and unbounded following
            ),
            ''
        ) as entity_mark
    from assigned
),

-- A form that comes again where no page names another body is somebody else's.
counted as (
    select
        *,
        is_of_several
        and stated_mark is null
        and plain_code is not null
        and entity_mark <> if(has_lead, '', main_mark)
        and row_number() over (partition by document_id, entity_mark, plain_code order by block_no) > 1
            as is_again
    from filled
),

departments_forms as (
    select distinct
        document_id,
        plain_code
    from filled
    where plain_code is not null and entity_mark = if(has_lead, '', main_mark)
)

select
    counted.table_id,
    counted.document_id,
    counted.block_no,
    if(
        counted.is_again and departments_forms.document_id is null,
        if(counted.has_lead, '', counted.main_mark),
        counted.entity_mark
    ) as entity_mark,
    counted.plain_code is not null and (counted.is_again or counted.is_named_otherwise) as is_unsure
from counted
left join departments_forms
    on
        counted.document_id = departments_forms.document_id
        and counted.plain_code = departments_forms.plain_code
