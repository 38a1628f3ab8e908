{#-
  Identities between documents tie disclosures together: what changes in one can change the proof of an
  amount in another. So whole groups of tied disclosures are judged again, and no others.
-#}
{%- set former = {} -%}
{%- for name in ['int_identity_cross_term_of_last_run', 'int_identity_cross_text_check_of_last_run'] -%}
    {%- do former.update(
        {name: adapter.get_relation(database=this.database, schema=this.schema, identifier=name)}
    ) -%}
{%- endfor -%}
{%- set judges_all = not builds_only_changes() or none in former.values() -%}

-- depends_on: {{ ref('stg_document_state') }}
-- depends_on: {{ ref('int_identity_cross_term') }}
-- depends_on: {{ ref('int_identity_cross_text_check') }}
{% if judges_all %}
    select disclosure_key
    from {{ ref('int_disclosure_of_all_documents') }}
{% else %}
    with recursive

    disclosures as (
        select * from {{ ref('int_disclosure_of_all_documents') }}
    ),

    states as (
        select * from {{ ref('stg_document_state') }}
    ),

    terms as (
        select * from {{ ref('int_identity_cross_term') }}
    ),

    text_checks as (
        select * from {{ ref('int_identity_cross_text_check') }}
    ),

    former_terms as (
        select * from {{ former['int_identity_cross_term_of_last_run'] }}
    ),

    former_text_checks as (
        select * from {{ former['int_identity_cross_text_check_of_last_run'] }}
    ),

    changed_terms as (
        (select * from terms except select * from former_terms)
        union all
        (select * from former_terms except select * from terms)
    ),

    changed_text_checks as (
        (select * from text_checks except select * from former_text_checks)
        union all
        (select * from former_text_checks except select * from text_checks)
    ),

    ties as (
        select
            disclosure_key,
            amount_disclosure_key as tied_key
        from terms
        where amount_disclosure_key <> disclosure_key
        union
        select
            amount_disclosure_key as disclosure_key,
            disclosure_key as tied_key
        from terms
        where amount_disclosure_key <> disclosure_key
    ),

    groups_to_judge as (
        select disclosures.disclosure_key
        from disclosures
        inner join states on disclosures.document_key = states.document_id
        where states.is_to_build
        union
        select disclosure_key
        from changed_terms
        union
        select amount_disclosure_key as disclosure_key
        from changed_terms
        union
        select disclosure_key
        from changed_text_checks
        union
        select ties.tied_key as disclosure_key
        from groups_to_judge
        inner join ties on groups_to_judge.disclosure_key = ties.disclosure_key
    )

    select disclosures.disclosure_key
    from disclosures
    inner join groups_to_judge on disclosures.disclosure_key = groups_to_judge.disclosure_key
{% endif %}
