{{ config(materialized='view') }}

{{ consolidated('fct_revenue') }}
