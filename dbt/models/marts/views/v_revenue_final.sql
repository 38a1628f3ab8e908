{{ config(materialized='view') }}

{{ of_stage('v_revenue_all', 'final_accounts') }}
