select
    conservation.star_fact,
    conservation.disclosure_key,
    conservation.form_code,
    try_cast(conservation.printed_total_yuan as decimal(20, 2)) as printed_total_yuan,
    try_cast(conservation.leaf_sum_yuan as decimal(20, 2)) as leaf_sum_yuan,
    try_cast(conservation.difference_yuan as decimal(20, 2)) as difference_yuan,
    try_cast(conservation.tolerance_yuan as decimal(20, 8)) as tolerance_yuan,
    conservation.leaf_count,
    conservation.status,
    conservation.explained_by,
    conservation.is_withheld,
    conservation.withheld_reason
from {{ ref('int_conservation') }} as conservation
inner join {{ ref('dim_disclosure') }} as disclosures
    on conservation.disclosure_key = disclosures.disclosure_key
where disclosures.is_current
