{#
    A seed is loaded when its file, or the types of its columns, changed since this build file has it: reading 44
    files again takes seconds in which nothing is gained. What is loaded is noted as the table's comment, in the
    transaction that loads it.
#}
{% materialization seed, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set version = model.checksum.checksum ~ ' ' ~ local_md5(tojson(config.get('column_types', {}), sort_keys=true)) -%}
    {%- set existing = load_cached_relation(this) -%}
    {% if existing is not none and loaded_version() == version %}
        {% do store_result('agate_table', response='OK') %}
        {% call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) %}
            -- the table holds this file already
        {% endcall %}
    {% else %}
        {%- set agate_table = load_agate_table() -%}
        {% do store_result('agate_table', response='OK', agate_table=agate_table) %}
        {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
        {%- set create_sql = create_csv_table(model, agate_table) -%}
        {%- set load_sql = load_csv_rows(model, agate_table) if agate_table.rows | length > 0 else '' -%}
        {%- set note_sql = 'comment on table ' ~ target_relation ~ " is '" ~ version ~ "'" -%}
        {% call statement('note') %}{{ note_sql }}{% endcall %}
        {% call noop_statement('main', 'CREATE ' ~ agate_table.rows | length, 'CREATE', agate_table.rows | length) %}
            {{ get_csv_sql(create_sql, load_sql) }}
        {% endcall %}
        {% do adapter.commit() %}
    {% endif %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# The version that the build file's table of this seed was loaded from; none when it is not known. #}
{% macro loaded_version() %}
    {%- set found = run_query(
        "select comment from duckdb_tables() where database_name = '" ~ this.database ~ "' and schema_name = '"
        ~ this.schema ~ "' and table_name = '" ~ this.identifier ~ "'"
    ) -%}
    {{ return(found.rows[0][0] if found.rows | length else none) }}
{% endmacro %}
