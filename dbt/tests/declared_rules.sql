{#
    All rules that columns declare, in a few queries (see macro broken_rules). What it finds stays in the build file,
    rule by rule: the audit reads it there. It reads every model, so a refresh runs it when all of them are built,
    and says so by FISCAL_RULES; where dbt runs each test by itself, there is nothing left to ask here.
#}
{{ config(
    store_failures=true,
    schema='checks',
    severity='error',
    fail_calc="count(*) filter (where failures > 0 and severity = 'error')",
) }}
{% if execute and env_var('FISCAL_RULES', '') == 'together' %}
    {{ broken_rules() }}
{% else %}
    select
        'error' as severity,
        0 as failures
    where false
{% endif %}
