{{ config(materialized='view') }}

{{ of_stage('v_basic_expenditure_all', 'final_accounts') }}
