{{ config(materialized='view') }}

{{ of_stage('v_expenditure_all', 'budget') }}
