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
        pre_hook="{{ forget_what_is_built_again('" ~ column ~ "') }}",
    ) }}
    {#- What the hook reads has to be built before; a unit test has no hook. -#}
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
        pre_hook="{{ forget_what_is_judged_again() }}",
    ) }}
    {% if model.resource_type != 'unit_test' %}
        {% do ref('int_disclosure_of_all_documents') %}
        {% do ref('int_disclosure_to_judge') %}
    {% endif %}
{% endmacro %}

{% macro forget_what_is_judged_again() %}
    {% if not execute %}
    {% elif builds_only_changes() and not is_incremental() %}
        {{ must_build_all_documents() }}
    {% elif builds_only_changes() %}
        delete from {{ this }}
        where
            disclosure_key in (select disclosure_key from {{ ref('int_disclosure_to_judge') }})
            or disclosure_key not in (select disclosure_key from {{ ref('int_disclosure_of_all_documents') }})
    {% elif run_query(
        "select disclosure_key from " ~ ref('int_disclosure_of_all_documents')
        ~ " except select disclosure_key from " ~ ref('int_disclosure_to_judge') ~ " limit 1"
    ) %}
        {{ must_build_all_models() }}
    {% endif %}
{% endmacro %}

{#
  Deletes rows of documents that changed or are gone. A row stays when its document is neither, whatever
  an earlier run that was broken off has left behind.
#}
{% macro forget_what_is_built_again(column) %}
    {% if not execute %}
    {% elif builds_only_changes() and not is_incremental() %}
        {{ must_build_all_documents() }}
    {% elif builds_only_changes() %}
        delete from {{ this }} where {{ column }} not in ({{ kept_keys(column) }})
    {% elif run_query("select 1 from " ~ ref('int_document_unchanged') ~ " limit 1") %}
        {{ must_build_all_models() }}
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
