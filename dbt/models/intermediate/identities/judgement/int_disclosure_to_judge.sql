{{ config(pre_hook=[
    "{{ create_if_missing('int_identity_cross_term_of_last_run', ref('int_identity_cross_term')) }}",
    "{{ create_if_missing('int_identity_cross_text_check_of_last_run', ref('int_identity_cross_text_check')) }}",
]) }}
{#-
  Identities between documents tie disclosures together: what changes in one can change the proof of an
  amount in another. So whole groups of tied disclosures are judged again, and no others.
-#}

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
    select * from {{ this.incorporate(path={'identifier': 'int_identity_cross_term_of_last_run'}) }}
),

former_text_checks as (
    select * from {{ this.incorporate(path={'identifier': 'int_identity_cross_text_check_of_last_run'}) }}
),

changed_terms as (
    (
        select * from terms
        except
        select * from former_terms
    )
    union all
    (
        select * from former_terms
        except
        select * from terms
    )
),

changed_text_checks as (
    (
        select * from text_checks
        except
        select * from former_text_checks
    )
    union all
    (
        select * from former_text_checks
        except
        select * from text_checks
    )
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
    -- Nothing is known of a last run.
    select disclosure_key
    from disclosures
    where
        not exists (select * from former_terms)
        and not exists (select * from former_text_checks)
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
