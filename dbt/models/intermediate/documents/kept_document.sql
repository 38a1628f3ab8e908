-- Built after all others: a document is kept once everything of it is.
-- depends_on: {{ ref('kept_column_reading') }}
-- depends_on: {{ ref('kept_column_role') }}
-- depends_on: {{ ref('kept_comparable_amount') }}
-- depends_on: {{ ref('kept_corrected_amount') }}
-- depends_on: {{ ref('kept_correction') }}
-- depends_on: {{ ref('kept_disclosure') }}
-- depends_on: {{ ref('kept_disclosure_extent') }}
-- depends_on: {{ ref('kept_disclosure_form') }}
-- depends_on: {{ ref('kept_disclosure_proof') }}
-- depends_on: {{ ref('kept_disclosure_section') }}
-- depends_on: {{ ref('kept_disclosure_table') }}
-- depends_on: {{ ref('kept_document_disclosure') }}
-- depends_on: {{ ref('kept_document_text') }}
-- depends_on: {{ ref('kept_identity_cross_term') }}
-- depends_on: {{ ref('kept_identity_cross_text_check') }}
-- depends_on: {{ ref('kept_identity_document_term') }}
-- depends_on: {{ ref('kept_identity_document_text_check') }}
-- depends_on: {{ ref('kept_identity_figure') }}
-- depends_on: {{ ref('kept_identity_summary') }}
-- depends_on: {{ ref('kept_leaf_amount') }}
-- depends_on: {{ ref('kept_list_amount') }}
-- depends_on: {{ ref('kept_list_date') }}
-- depends_on: {{ ref('kept_list_row') }}
-- depends_on: {{ ref('kept_loose_amount') }}
-- depends_on: {{ ref('kept_narrative_claim') }}
-- depends_on: {{ ref('kept_narrative_figure_cell') }}
-- depends_on: {{ ref('kept_narrative_lead') }}
-- depends_on: {{ ref('kept_performance_indicator') }}
-- depends_on: {{ ref('kept_project') }}
-- depends_on: {{ ref('kept_recognised_table') }}
-- depends_on: {{ ref('kept_star_form') }}
-- depends_on: {{ ref('kept_table_recognition') }}
-- depends_on: {{ ref('kept_target_table') }}
-- depends_on: {{ ref('kept_three_public_amount') }}
-- depends_on: {{ ref('kept_violated_equation') }}
-- depends_on: {{ ref('kept_violated_term') }}
-- depends_on: {{ ref('fct_identity_check') }}
-- depends_on: {{ ref('fct_identity_term') }}
-- depends_on: {{ ref('fct_published_amount') }}

select
    document_id,
    fingerprint
from {{ ref('stg_document_state') }}
