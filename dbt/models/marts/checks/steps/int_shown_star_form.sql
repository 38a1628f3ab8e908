{{ config(materialized='view') }}

-- One row per star fact, disclosure and form that the fact shows: those it is read from, less the withheld.
select star_forms.*
from {{ ref('int_star_form_of_all_documents') }} as star_forms
left join {{ ref('int_withheld_form') }} as withheld
    on
        star_forms.star_fact = withheld.star_fact
        and star_forms.disclosure_key = withheld.disclosure_key
        and star_forms.form_code = withheld.form_code
where withheld.form_code is null
