{#
    The rules that columns declare in their data tests (not_null, unique, accepted_values, relationships and our own
    ones of the same kind), asked of ten models in one query instead of one a rule: a thousand queries, most of dbt's
    time on a small warehouse, become some twenty. `dbt test` still runs each of them alone; tests/models/test_rules.py
    holds the two against each other, fault by fault.

    A key that a view of the marts shows is a key of a table below it, and asked about there: what such a view refers
    to is left to `dbt test`.
#}

{# Kinds of data tests whose rules are asked together; all others run as dbt runs them. #}
{% macro kinds_of_rules() %}
    {{ return([
        'not_null', 'unique', 'accepted_values', 'relationships', 'matches_pattern',
        'unique_combination_of_columns', 'relationship_of_columns',
    ]) }}
{% endmacro %}

{#
    One row a rule: what it is called, whose it is, what its failure means, how many rows break it, the query of
    these rows, and where its count stands in the answers. The questions are kept beside them, so that they can be
    asked again of the same tables; those about seeds alone need not be, which stay as they were loaded.
#}
{% macro broken_rules() %}
    {% set questions = this.incorporate(path={'identifier': 'rule_question'}) %}
    {% do run_query('create or replace table ' ~ questions ~ ' (question_no integer, model_id varchar, model_no integer, is_of_seeds boolean, query varchar)') %}
    {% set rules, of_seeds, of_others = {}, [], [] %}
    {% for node in graph.nodes.values() if is_rule(node) %}
        {% do rules.setdefault(node.attached_node, []).append(node) %}
    {% endfor %}
    {% for model_id, model_rules in rules.items() %}
        {% do (of_seeds if is_of_seeds(model_rules) else of_others).append((model_id, model_rules)) %}
    {% endfor %}
    {% set answers = [] %}
    {% for models in (of_seeds | batch(10) | list) + (of_others | batch(10) | list) %}
        {% set queries = [] %}
        {% for model_id, model_rules in models %}
            {% do queries.append((model_id, query_of_rules(graph.nodes[model_id], model_rules))) %}
        {% endfor %}
        {% set question = queries | map(attribute=1) | join(' union all ') %}
        {% set rows, question_no = [], loop.index %}
        {% for model_id, query in queries %}
            {% set row = [question_no, in_quotes(model_id), loop.index, is_of_seeds(models[0][1]), in_quotes(query)] %}
            {% do rows.append('(' ~ row | join(', ') ~ ')') %}
        {% endfor %}
        {% do run_query('insert into ' ~ questions ~ ' values ' ~ rows | join(', ')) %}
        {% for found in run_query(question).rows %}
            {% set counts = found['counts'].split(',') %}
            {% for rule in rules[found['model_id']] %}
                {% set model, failures = graph.nodes[found['model_id']], counts[loop.index0] | int %}
                {% do answers.append(answer_row(rule, model, failures, loop.index0)) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    select *
    from (
        values {{ answers | join(',\n') }}
    ) as rules (rule_name, layer, model_name, model_id, severity, failures, rule_no, rows_query)
{% endmacro %}

{% macro is_rule(node) %}
    {{ return(
        node.resource_type == 'test'
        and node.attached_node in graph.nodes
        and node.test_metadata
        and node.test_metadata.name in kinds_of_rules()
        and node.config.enabled
        and not is_shown_key(node)
    ) }}
{% endmacro %}

{# Whether a test is about a key that a view of the marts shows. #}
{% macro is_shown_key(test) %}
    {% set model = graph.nodes[test.attached_node] %}
    {{ return(
        test.test_metadata.name in ['relationships', 'relationship_of_columns']
        and model.schema == 'marts'
        and model.config.materialized == 'view'
    ) }}
{% endmacro %}

{# Whether rules read seeds and nothing else. #}
{% macro is_of_seeds(rules) %}
    {% set read = [] %}
    {% for rule in rules %}
        {% for node in rule.depends_on.nodes if not node.startswith('seed.') %}{% do read.append(node) %}{% endfor %}
    {% endfor %}
    {{ return(not read) }}
{% endmacro %}

{% macro answer_row(rule, model, failures, rule_no) %}
    {% set texts = [rule.name, model.schema, model.name, model.unique_id, rule.config.severity | lower] %}
    {% set query = in_quotes(rows_of_rule(model.relation_name, rule) | trim) %}
    {{ return("('" ~ texts | join("', '") ~ "', " ~ [failures, rule_no, query] | join(', ') ~ ')') }}
{% endmacro %}

{% macro in_quotes(text) %}
    {{ return("'" ~ text | replace("'", "''") ~ "'") }}
{% endmacro %}

{# The rows that break a rule, whole: which documents they are of is asked of them. #}
{% macro rows_of_rule(relation, rule) %}
    {% set kind, given, column = rule.test_metadata.name, rule.test_metadata.kwargs, rule.column_name %}
    {% set rows = relation ~ (' where ' ~ rule.config.where if rule.config.where else '') %}
    {% if kind == 'not_null' %}
        select * from (from {{ rows }}) where {{ column }} is null
    {% elif kind == 'accepted_values' %}
        select * from (from {{ rows }}) where {{ column }} not in ({{ listed(given['values'], given.get('quote', true)) }})
    {% elif kind == 'matches_pattern' %}
        select * from (from {{ rows }}) where not regexp_full_match({{ column }}, '{{ given.pattern }}')
    {% elif kind == 'unique' %}
        {{ all_repeated(rows, [column], column ~ ' is not null') }}
    {% elif kind == 'unique_combination_of_columns' %}
        {{ all_repeated(rows, given.combination, 'true') }}
    {% elif kind == 'relationships' %}
        select child.* {{ orphans(rows, [column], parent_of(rule), [given.field]) }}
    {% elif kind == 'relationship_of_columns' %}
        select child.* {{ orphans(rows, given.columns, parent_of(rule), given.to_columns or given.columns) }}
    {% endif %}
{% endmacro %}

{% macro all_repeated(rows, columns, is_asked) %}
    select *
    from (from {{ rows }})
    where {{ is_asked }}
    qualify count(*) over (partition by {{ columns | join(', ') }}) > 1
{% endmacro %}

{# One row: the model, and how many rows break each of its rules, in one text. #}
{% macro query_of_rules(model, rules) %}
    {#- A view is computed once, not once a rule, without the columns that no rule is about. -#}
    {%- set is_view = model.config.materialized == 'view' -%}
    {%- set relation = 'judged' if is_view else model.relation_name -%}
    {#- One row comes of aggregates, or of no table at all. -#}
    {%- set counted = [] -%}
    {%- for rule in rules if is_counted(rule) -%}{%- do counted.append(rule) -%}{%- endfor -%}
    (
        {% if is_view %}
        with judged as materialized (select {{ columns_of_rules(rules) }} from {{ model.relation_name }})
        {% endif %}
        select
            '{{ model.unique_id }}' as model_id,
            concat_ws(
                ','
                {%- for rule in rules %},
                ({{ count_of_rule(relation, rule) }})
                {%- endfor %}
            ) as counts
        {{ 'from ' ~ relation if counted }}
    )
{% endmacro %}

{# The columns that rules are about; all of them where a rule is about some rows, which any column may tell. #}
{% macro columns_of_rules(rules) %}
    {% set names = [] %}
    {% for rule in rules %}
        {% set given = rule.test_metadata.kwargs %}
        {% do names.extend(['*'] if rule.config.where else given.get('combination') or given.get('columns') or [rule.column_name]) %}
    {% endfor %}
    {{ return('*' if '*' in names else names | unique | join(', ')) }}
{% endmacro %}

{# The number of rows that break a rule: an aggregate over the model, or a query of its own. #}
{% macro count_of_rule(relation, rule) %}
    {% set kind, given, column = rule.test_metadata.name, rule.test_metadata.kwargs, rule.column_name %}
    {% set rows = relation ~ (' where ' ~ rule.config.where if rule.config.where else '') %}
    {% if kind == 'not_null' %}
        {{ counted(rows, is_counted(rule), column ~ ' is null') }}
    {% elif kind == 'accepted_values' %}
        {{ counted(rows, is_counted(rule), column ~ ' not in (' ~ listed(given['values'], given.get('quote', true)) ~ ')') }}
    {% elif kind == 'matches_pattern' %}
        {{ counted(rows, is_counted(rule), "not regexp_full_match(" ~ column ~ ", '" ~ given.pattern ~ "')") }}
    {% elif kind == 'unique' %}
        {{ repeated(rows, [column], column ~ ' is not null') }}
    {% elif kind == 'unique_combination_of_columns' %}
        {{ repeated(rows, given.combination, 'true') }}
    {% elif kind == 'relationships' %}
        {{ counted(rows, is_counted(rule), is_orphan(column, parent_of(rule), given.field)) }}
    {% elif kind == 'relationship_of_columns' %}
        {{ orphaned(rows, given.columns, parent_of(rule), given.to_columns or given.columns) }}
    {% endif %}
{% endmacro %}

{# Whether a rule is an aggregate over its model; a rule of some rows only, or of keys, asks for itself. #}
{% macro is_counted(rule) %}
    {{ return(
        rule.test_metadata.name in ['not_null', 'accepted_values', 'matches_pattern', 'relationships']
        and not rule.config.where
    ) }}
{% endmacro %}

{% macro counted(rows, is_aggregate, is_broken) %}
    {% if is_aggregate %}count(*) filter (where {{ is_broken }})
    {% else %}select count(*) filter (where {{ is_broken }}) from {{ rows }}
    {% endif %}
{% endmacro %}

{# A key that is in no row of the parent: asked of all keys of a row in one scan of the model. #}
{% macro is_orphan(column, parent, field) %}
    {{ return(
        column ~ ' is not null and ' ~ column ~ ' not in (select ' ~ field ~ ' from ' ~ parent
        ~ ' where ' ~ field ~ ' is not null)'
    ) }}
{% endmacro %}

{% macro repeated(rows, columns, is_asked) %}
    select count(*)
    from (
        select 1
        from (from {{ rows }})
        where {{ is_asked }}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    )
{% endmacro %}

{% macro orphaned(rows, columns, parent, parent_columns) %}
    select count(*) {{ orphans(rows, columns, parent, parent_columns) }}
{% endmacro %}

{% macro orphans(rows, columns, parent, parent_columns) %}
    from (from {{ rows }}) as child
    anti join {{ parent }} as parent
        on {% for column in columns -%}
            child.{{ column }} = parent.{{ parent_columns[loop.index0] }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    where {% for column in columns %}child.{{ column }} is not null{{ ' and ' if not loop.last }}{% endfor %}
{% endmacro %}

{# The relation that a rule refers to: what it reads beside its own model, or the model itself. #}
{% macro parent_of(rule) %}
    {% set others = rule.depends_on.nodes | reject('equalto', rule.attached_node) | list %}
    {{ return(graph.nodes[others[0] if others else rule.attached_node].relation_name) }}
{% endmacro %}

{% macro listed(values, is_text) %}
    {% for value in values -%}
        {{ "'" ~ value ~ "'" if is_text else value }}{{ ', ' if not loop.last }}
    {%- endfor %}
{% endmacro %}
