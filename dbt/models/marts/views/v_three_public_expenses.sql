{{ config(materialized='view') }}

{{ of_stage('v_three_public_expenses_all', 'budget') }}
