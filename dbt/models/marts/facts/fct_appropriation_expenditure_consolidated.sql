{{ config(materialized='view') }}

{{ consolidated('fct_appropriation_expenditure') }}
