{#
  Most models are about one document at a time. In a run that builds only what changed they hold the
  documents being built. Models that compare documents need all of them, so a model that they read keeps
  the rows of all documents itself; one that other models about one document read too has a twin beside it,
  `..._of_all_documents`, that keeps them.

  The scope is a matter of the process that runs dbt (FISCAL_BUILD_SCOPE): 'changed' where the models and
  seeds are those that built the tables that are kept, which dbt cannot know itself; 'all' otherwise.
#}

{% macro builds_only_changes() %}
    {{ return(env_var('FISCAL_BUILD_SCOPE', 'all') == 'changed') }}
{% endmacro %}

{#
  Makes a model keep the rows of all documents; `column` says whose document a row is: a document, a table
  or a disclosure. A mart has a contract, so a changed column fails instead of being left out.
#}
{% macro keep_by(column, on_schema_change='ignore') %}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change=on_schema_change,
        kept_by=column,
    ) }}
    {#- What tells which rows go has to be built before; a unit test keeps nothing. -#}
    {% if model.resource_type != 'unit_test' %}
        {% do kept_keys(column) %}
    {% endif %}
{% endmacro %}

{# The same for what is judged: a row is a disclosure's, and other documents can change how it is judged. #}
{% macro keep_judged() %}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        kept_by='judgement',
    ) }}
    {% if model.resource_type != 'unit_test' %}
        {% do ref('int_disclosure_of_all_documents') %}
        {% do ref('int_disclosure_to_judge') %}
    {% endif %}
{% endmacro %}

{#
  Deletes the rows of a kept table that are made again: those of documents that changed or are gone, or of
  disclosures that are judged again. A row stays when its document is neither, whatever an earlier run that was
  broken off has left behind.
#}
{% macro rows_that_go(kept_by) %}
    {% if kept_by == 'judgement' %}
        delete from {{ this }}
        where
            disclosure_key in (select disclosure_key from {{ ref('int_disclosure_to_judge') }})
            or disclosure_key not in (select disclosure_key from {{ ref('int_disclosure_of_all_documents') }});
    {% elif kept_by %}
        delete from {{ this }} where {{ kept_by }} not in ({{ kept_keys(kept_by) }});
    {% endif %}
{% endmacro %}

{# A kept table is made anew from all documents, or brought up to date by those that changed; nothing between. #}
{% macro check_what_is_kept(kept_by, exists) %}
    {% set left_out = '' %}
    {% if kept_by == 'judgement' %}
        {% set left_out = "select disclosure_key from " ~ ref('int_disclosure_of_all_documents')
            ~ " except select disclosure_key from " ~ ref('int_disclosure_to_judge') ~ " limit 1" %}
    {% elif kept_by %}
        {% set left_out = 'select 1 from ' ~ ref('int_document_unchanged') ~ ' limit 1' %}
    {% endif %}
    {% if not kept_by %}
    {% elif builds_only_changes() and not exists %}
        {{ must_build_all_documents() }}
    {% elif not builds_only_changes() and run_query(left_out) %}
        {{ must_build_all_models() }}
    {% endif %}
{% endmacro %}

{#
  Before a build: what is kept of which document stands in a table, which a build of everything empties. So models
  are the same SQL whatever is built, and all of a former build can be built again by it. A second table says which
  documents wait while others of a large build are built (`dagster_project/modelling/portions.py`).
#}
{% macro begin_build() %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% set schema = target.database ~ '.intermediate' %}
        create schema if not exists {{ schema }};
        create table if not exists {{ schema }}.int_document_built (document_id varchar, fingerprint varchar);
        create table if not exists {{ schema }}.int_document_portion (document_id varchar, is_waiting boolean);
        {% if not builds_only_changes() %}
            delete from {{ schema }}.int_document_built;
            drop table if exists {{ schema }}.int_identity_cross_term_of_last_run;
            drop table if exists {{ schema }}.int_identity_cross_text_check_of_last_run;
        {% endif %}
    {% endif %}
{% endmacro %}

{% macro kept_keys(column) %}
    {% set unchanged = ref('int_document_unchanged') %}
    {% if column == 'table_id' %}
        select tables.table_id
        from {{ source('raw', 'document_table') }} as tables
        inner join {{ unchanged }} as unchanged on tables.document_id = unchanged.document_id
    {% elif column == 'disclosure_key' %}
        select disclosures.disclosure_key
        from {{ ref('int_disclosure_of_all_documents') }} as disclosures
        inner join {{ unchanged }} as unchanged on disclosures.document_key = unchanged.document_id
    {% else %}
        select document_id
        from {{ unchanged }}
    {% endif %}
{% endmacro %}

{% macro must_build_all_documents() %}
    {{ exceptions.raise_compiler_error(
        this ~ " does not exist yet: build all documents first (dbt build without FISCAL_BUILD_SCOPE)."
    ) }}
{% endmacro %}

{% macro must_build_all_models() %}
    {{ exceptions.raise_compiler_error(
        "The tables that are read here hold only what changed last: build all models, not some of them."
    ) }}
{% endmacro %}

{# An empty table of the columns of another: what a run before the first one knew. #}
{% macro create_if_missing(name, like) %}
    create table if not exists {{ this.incorporate(path={'identifier': name}) }} as
    select * from {{ like }} where false
{% endmacro %}
