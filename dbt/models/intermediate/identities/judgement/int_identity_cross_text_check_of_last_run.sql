-- Kept for the next run, which judges again where they changed; what this run judges is known before.
-- depends_on: {{ ref('int_disclosure_to_judge') }}
select * from {{ ref('int_identity_cross_text_check') }}
