{#
    dbt-duckdb builds each relation under another name, renames the former one, renames the new one, drops the
    former one, and asks the catalog of all columns four times for the comments. In DuckDB one statement replaces
    a relation, in a transaction, so a table or view is made by one script here: contract, rows and comments.
    Over some 240 models of a small warehouse that is half the time.
#}

{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {% do drop_what_is_not(target_relation) %}
    {% call statement('main') %}
        {{ rendered_hooks(pre_hooks) }}
        {{ replace_table(target_relation, compiled_code) }}
    {% endcall %}
    {#- Columns and comments stay as this program made them: what it leaves in `target/run` replaces rows. -#}
    {% if config.get('contract').enforced %}
        {% do write(rendered_hooks(pre_hooks) ~ replace_rows(target_relation, compiled_code)) %}
    {% endif %}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {% do drop_what_is_not(target_relation) %}
    {% call statement('main') %}
        {{ check_contract(compiled_code) }}
        create or replace view {{ target_relation }} as (
            {{ compiled_code }}
        );
        {{ comments_on(target_relation) }}
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
    Kept tables (see kept.sql): all rows anew, or the rows of what changed beside those that stay. What dbt leaves in
    `target/run` is the latter: the script by which this program's tables are brought up to date.
#}
{% materialization incremental, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set exists = load_cached_relation(this) is not none -%}
    {%- set again = rows_that_go(config.get('kept_by')) ~ add_rows(target_relation, compiled_code) -%}
    {% do drop_what_is_not(target_relation) %}
    {% do check_what_is_kept(config.get('kept_by'), exists) %}
    {% call statement('main') %}
        {{ again if builds_only_changes() and exists else replace_table(target_relation, compiled_code) }}
    {% endcall %}
    {% do write(again) %}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro rendered_hooks(hooks) %}
    {% for hook in hooks %}
        {{ render(hook.get('sql')) | trim }};
    {% endfor %}
{% endmacro %}

{% macro replace_table(relation, query) %}
    {% if config.get('contract').enforced %}
        {{ check_contract(query) }}
        create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} by name (
            {{ query }}
        );
    {% else %}
        create or replace table {{ relation }} as (
            {{ query }}
        );
    {% endif %}
    {{ comments_on(relation) }}
{% endmacro %}

{% macro replace_rows(relation, query) %}
    delete from {{ relation }};
    insert into {{ relation }} by name (
        {{ query }}
    );
{% endmacro %}

{# By name: a column that the table lacks fails instead of being left out. #}
{% macro add_rows(relation, query) %}
    {% set key = config.get('unique_key') %}
    {% if key %}
        create or replace temporary table rows_to_add as (
            {{ query }}
        );
        delete from {{ relation }} where {{ key }} in (select {{ key }} from rows_to_add);
        insert into {{ relation }} by name select * from rows_to_add;
        drop table rows_to_add;
    {% else %}
        insert into {{ relation }} by name (
            {{ query }}
        );
    {% endif %}
{% endmacro %}

{#
    Whether a query has the columns and types of its contract: two questions to the catalog. The program that builds
    what changed has asked them of the same query when it built everything.
#}
{% macro check_contract(query) %}
    {% if config.get('contract').enforced and not builds_only_changes() %}
        {{ get_assert_columns_equivalent(query) }}
    {% endif %}
{% endmacro %}

{# A view that became a table, or the other way round, cannot be replaced. #}
{% macro drop_what_is_not(target_relation) %}
    {%- set existing = load_cached_relation(this) -%}
    {% if existing is not none and existing.type != target_relation.type %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
{% endmacro %}

{# Descriptions as comments, where a model's configuration says so; a contract sees to it that the columns exist. #}
{% macro comments_on(relation) %}
    {% if config.persist_relation_docs() and model.description %}
        comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {% endif %}
    {% if config.persist_column_docs() %}
        {% for column in model.columns.values() %}
            comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {% endfor %}
    {% endif %}
{% endmacro %}
