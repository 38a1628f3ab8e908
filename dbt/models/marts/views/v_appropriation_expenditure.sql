{{ config(materialized='view') }}

{{ of_stage('v_appropriation_expenditure_all', 'budget') }}
