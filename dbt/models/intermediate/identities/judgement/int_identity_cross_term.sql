{% set identity_models = [
    'int_identity_between_disclosures',
    'int_identity_narrative_amount',
    'int_identity_narrative_change',
    'int_identity_narrative_prior_year',
    'int_identity_carry_over',
] %}
-- An identity is judged in the forms it is about; what prose says of itself belongs to no form.
with

candidate_terms as (
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
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
),

subjects as (
    select * from {{ ref('identity_form') }}
    where role in ('subject', 'optional')
)

select
    candidate_terms.*,
    amounts.disclosure_key as amount_disclosure_key
from candidate_terms
left join amounts on candidate_terms.amount_key = amounts.amount_key
left join subjects
    on
        candidate_terms.identity_code = subjects.identity_code
        and candidate_terms.form_code = subjects.form_code
where candidate_terms.form_code is null or subjects.form_code is not null
