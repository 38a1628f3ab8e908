{{ keep_by('disclosure_key') }}

{% set identity_models = [
    'int_identity_summary_balance',
    'int_identity_summary_lines',
    'int_identity_summary_carry_forward',
    'int_identity_memo_ceiling',
    'int_identity_three_public_units',
    'int_identity_row_cross_foot',
    'int_identity_current_and_carried',
    'int_identity_code_roll_up',
    'int_identity_category_total',
    'int_identity_fund_balance',
    'int_identity_three_public_roll_up',
    'int_identity_summary_vs_revenue',
    'int_identity_summary_vs_expenditure',
    'int_identity_summary_vs_appropriation',
    'int_identity_revenue_vs_appropriation',
    'int_identity_appropriation_vs_funds',
    'int_identity_appropriation_vs_fund',
    'int_identity_general_public_vs_basic',
    'int_identity_expenditure_vs_funds',
    'int_identity_three_public_ceiling',
    'int_identity_printed_change',
    'int_identity_procurement',
    'int_identity_list_sum',
    'int_identity_asset_total',
    'int_identity_project',
] %}
-- An identity is judged in the forms it is about; other forms have identities of their own. What
-- prose says of itself belongs to no form.
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

subjects as (
    select * from {{ ref('identity_form') }}
    where role in ('subject', 'optional')
)

select candidate_terms.*
from candidate_terms
left join subjects
    on
        candidate_terms.identity_code = subjects.identity_code
        and candidate_terms.form_code = subjects.form_code
where candidate_terms.form_code is null or subjects.form_code is not null
