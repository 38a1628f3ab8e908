{{ config(materialized='view') }}

{{ expenditure_in_words('fct_expenditure') }}
