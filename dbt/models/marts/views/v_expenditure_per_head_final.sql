{{ config(materialized='view') }}

{{ per_head('v_expenditure_final') }}
