{{ config(materialized='view') }}

{{ violations_in_words("responsibility <> 'publisher' and identity_code <> 'correction'") }}
