{# What every identity model emits: one row per check, reading and term; a row without a figure says
   why the identity cannot be judged in a form. `terms` has the columns place, disclosure_key, form_code,
   line_label, measure_code, relation, term_side, amount_key; where a check has several admissible
   readings, reading and reading_rank (the first that holds is taken); where terms are subtracted,
   coefficient; between disclosures, other_disclosure_key; where prose is compared, claim_key, and each
   term has either that or an amount_key. #}
{% macro identity_terms(
    terms, identity_code, has_readings=false, identity_column=none, has_coefficients=false, has_other=false,
    has_claims=false
) -%}
{%- set code = identity_column if identity_column else "'" ~ identity_code ~ "'" %}
select
    {{ code }} || '|' || place as check_key,
    {{ code }} as identity_code,
    disclosure_key,
    {{ 'other_disclosure_key' if has_other else 'null::varchar as other_disclosure_key' }},
    form_code,
    line_label,
    measure_code,
    relation,
    {{ 'reading' if has_readings else 'null::varchar as reading' }},
    {{ 'reading_rank' if has_readings else '1 as reading_rank' }},
    term_side,
    amount_key,
    {{ 'claim_key' if has_claims else 'null::varchar as claim_key' }},
    {{ 'coefficient' if has_coefficients else '1 as coefficient' }},
    null::varchar as reason
from {{ terms }}
{%- endmacro %}

{# The terms of checks whose figures stand in pairs, a pair in a row: actual_key is compared with
   expected_key. A figure counts once on its side, however many it is paired with; a null is not a term. The
   other columns of `pairs` are those of a term. #}
{% macro two_sides(pairs) -%}
select distinct
    * exclude (actual_key, expected_key),
    'actual' as term_side,
    actual_key as amount_key
from {{ pairs }}
where actual_key is not null
union all
select distinct
    * exclude (actual_key, expected_key),
    'expected' as term_side,
    expected_key as amount_key
from {{ pairs }}
where expected_key is not null
{%- endmacro %}

{# `gaps` has the columns disclosure_key, form_code and reason: one row per form and reason. #}
{% macro identity_gaps(gaps, identity_code, identity_column=none) -%}
{%- set code = identity_column if identity_column else "'" ~ identity_code ~ "'" %}
select
    concat_ws('|', {{ code }}, disclosure_key, form_code, reason) as check_key,
    {{ code }} as identity_code,
    disclosure_key,
    null::varchar as other_disclosure_key,
    form_code,
    null::varchar as line_label,
    null::varchar as measure_code,
    '=' as relation,
    null::varchar as reading,
    1 as reading_rank,
    null::varchar as term_side,
    null::varchar as amount_key,
    null::varchar as claim_key,
    null::integer as coefficient,
    reason
from {{ gaps }}
{%- endmacro %}

{# A code and the codes above it, the empty one last: ['2010301', '20103', '201', '']. #}
{% macro code_and_its_prefixes(code) -%}
    list_distinct([{{ code }}, left({{ code }}, 5), left({{ code }}, 3), ''])
{%- endmacro %}

{# The line is numbered, or it opens a list with 其中. #}
{% macro has_outline_mark(line_label) -%}
    regexp_matches({{ line_label }}, '^(其中|[（(]?[一二三四五六七八九十\d]+[）)、．.]|[①-⑳])')
{%- endmacro %}

{# A name without its code, white space and punctuation: documents vary in those. #}
{% macro bare_name(name) -%}
    regexp_replace(
        regexp_replace({{ compact(name) }}, '^[\[(]?\d+[\])]?[-—–_:]*|[(][类款项][)]$', '', 'g'),
        '[()、,，:：;；“”"·]', '', 'g'
    )
{%- endmacro %}

{# Where nothing says the year, a name of any year is right. #}
{% macro is_name_of_its_year() -%}
    (
        printed_names.fiscal_year = {{ first_year() }}
        or printed_names.fiscal_year between known_names.valid_from_year and known_names.valid_to_year
    )
{%- endmacro %}

{# What every check that compares texts emits. #}
{% macro text_check_columns() -%}
    check_key,
    identity_code,
    disclosure_key,
    form_code,
    line_label,
    amount_key,
    claim_keys,
    expected_text,
    actual_text,
    status,
    reason
{%- endmacro %}

{# The terms of some identity models: an identity is judged in the forms it is about; other forms have
   identities of their own. What prose says of itself belongs to no form. #}
{% macro terms_in_their_forms(identity_models) -%}
select candidate_terms.*
from (
    {% for identity_model in identity_models %}
    select
        check_key,
        identity_code,
        disclosure_key,
        other_disclosure_key,
        form_code,
        line_label,
        measure_code,
        relation,
        reading,
        reading_rank,
        term_side,
        amount_key,
        claim_key,
        coefficient,
        reason
    from {{ ref(identity_model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
) as candidate_terms
left join {{ ref('identity_form') }} as subjects
    on
        candidate_terms.identity_code = subjects.identity_code
        and candidate_terms.form_code = subjects.form_code
        and subjects.role in ('subject', 'optional')
where candidate_terms.form_code is null or subjects.form_code is not null
{%- endmacro %}
