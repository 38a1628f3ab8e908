{% set identity_models = [
    'int_identity_between_disclosures',
    'int_identity_narrative_amount',
    'int_identity_narrative_change',
    'int_identity_narrative_prior_year',
    'int_identity_carry_over',
] %}
with

candidate_terms as (
    {{ terms_in_their_forms(identity_models) }}
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
)

select
    candidate_terms.*,
    amounts.disclosure_key as amount_disclosure_key
from candidate_terms
left join amounts on candidate_terms.amount_key = amounts.amount_key
