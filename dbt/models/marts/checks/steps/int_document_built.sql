-- Built after all others: a document is kept once everything of it is.
-- depends_on: {{ ref('int_amount_repair') }}
-- depends_on: {{ ref('int_column_reading_of_all_documents') }}
-- depends_on: {{ ref('int_comparable_amount') }}
-- depends_on: {{ ref('int_corrected_amount_of_all_documents') }}
-- depends_on: {{ ref('int_correction_of_all_documents') }}
-- depends_on: {{ ref('int_disclosure_of_all_documents') }}
-- depends_on: {{ ref('int_disclosure_extent') }}
-- depends_on: {{ ref('int_disclosure_form_of_all_documents') }}
-- depends_on: {{ ref('int_disclosure_proof') }}
-- depends_on: {{ ref('int_disclosure_section_of_all_documents') }}
-- depends_on: {{ ref('int_document_disclosure_of_all_documents') }}
-- depends_on: {{ ref('int_document_text_of_all_documents') }}
-- depends_on: {{ ref('int_doubtful_row') }}
-- depends_on: {{ ref('int_identity_cross_term_of_last_run') }}
-- depends_on: {{ ref('int_identity_cross_text_check_of_last_run') }}
-- depends_on: {{ ref('int_identity_document_term') }}
-- depends_on: {{ ref('int_identity_document_text_check') }}
-- depends_on: {{ ref('int_identity_figure_of_all_documents') }}
-- depends_on: {{ ref('int_identity_summary_of_all_documents') }}
-- depends_on: {{ ref('int_leaf_amount_of_all_documents') }}
-- depends_on: {{ ref('int_list_amount_of_all_documents') }}
-- depends_on: {{ ref('int_list_date') }}
-- depends_on: {{ ref('int_list_row_of_all_documents') }}
-- depends_on: {{ ref('int_loose_amount') }}
-- depends_on: {{ ref('int_narrative_claim_of_all_documents') }}
-- depends_on: {{ ref('int_narrative_figure_cell_of_all_documents') }}
-- depends_on: {{ ref('int_narrative_lead_of_all_documents') }}
-- depends_on: {{ ref('int_performance_indicator_of_all_documents') }}
-- depends_on: {{ ref('int_project_of_all_documents') }}
-- depends_on: {{ ref('int_star_form_of_all_documents') }}
-- depends_on: {{ ref('int_suspect_extraction') }}
-- depends_on: {{ ref('int_table_layout') }}
-- depends_on: {{ ref('int_three_public_amount_of_all_documents') }}
-- depends_on: {{ ref('int_unsure_table') }}
-- depends_on: {{ ref('int_violated_equation') }}
-- depends_on: {{ ref('int_violated_term') }}
-- depends_on: {{ ref('fct_identity_check') }}
-- depends_on: {{ ref('fct_identity_term') }}
-- depends_on: {{ ref('fct_published_amount') }}
-- depends_on: {{ ref('fct_recognised_table') }}
-- depends_on: {{ ref('fct_unrecognised_table') }}
-- depends_on: {{ ref('fct_unread_value') }}

select
    document_id,
    fingerprint
from {{ ref('stg_document_state') }}
