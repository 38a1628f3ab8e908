{{ config(materialized='view') }}

{{ consolidated('fct_basic_expenditure') }}
