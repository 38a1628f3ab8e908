{{ config(materialized='view') }}

{{ consolidated('fct_expenditure') }}
