{{ config(materialized='view') }}

{{ consolidated('fct_three_public_expenses') }}
