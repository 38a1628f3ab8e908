{{ keep_by('disclosure_key') }}

select * from {{ ref('int_narrative_figure_cell') }}
