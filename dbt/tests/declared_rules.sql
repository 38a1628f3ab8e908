{#
    All rules that columns declare, in a few queries (see macro broken_rules). What it finds stays in the build file,
    rule by rule: the audit reads it there. It reads every model, so it runs when all of them are built.
#}
{{ config(
    store_failures=true,
    schema='checks',
    severity='error',
    fail_calc="count(*) filter (where failures > 0 and severity = 'error')",
) }}
{% if execute %}{{ broken_rules() }}{% else %}select 1{% endif %}
