{# Each code that a column of a seed names, the line it stands in, and whether the seed that defines such
   codes knows it. `scoped`: a code is known within the scope it is named in. #}
{% macro codes_of_seed(seed, column, defined_in, as_column=none, scoped=false, where=none) -%}
select
    '{{ seed }}' as seed_name,
    named.rowid + 2 as line_no,
    '{{ column }}' as column_name,
    named.{{ column }} as code,
    {{ "named.scope || ':' || " if scoped }}named.{{ column }} in (
        select {{ "scope || ':' || " if scoped }}{{ as_column or column }} from {{ ref(defined_in) }}
    ) as is_known
from {{ ref(seed) }} as named
where named.{{ column }} is not null{{ ' and ' ~ where if where }}
{%- endmacro %}

{# The codes of both classifications with their names, each as a macro of names (`bare_name`, `loose_name`)
   writes it. #}
{% macro codes_and_names(written) -%}
select
    functional_code as code,
    {{ written('functional_name') }} as name
from {{ ref('functional_code') }}
union
select
    economic_code as code,
    {{ written('economic_name') }} as name
from {{ ref('economic_code') }}
{%- endmacro %}
