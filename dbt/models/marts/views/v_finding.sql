{{ config(materialized='view') }}

{{ violations_in_words("responsibility = 'publisher' or identity_code = 'correction'") }}
