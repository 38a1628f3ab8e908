select
    catalogue_code as procurement_item_key,
    catalogue_code,
    name_zh,
    cast(level_no as integer) as level_no,
    parent_code,
    case left(catalogue_code, 1)
        when 'A' then 'goods' when 'B' then 'works' when 'C' then 'services'
    end as category
from {{ ref('procurement_catalogue') }}
union all
select
    'not_disclosed' as procurement_item_key,
    'not_disclosed' as catalogue_code,
    '未公开' as name_zh,
    null as level_no,
    null as parent_code,
    'not_disclosed' as category
