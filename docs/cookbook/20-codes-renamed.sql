-- 哪些功能科目改过名称？
-- Which functional codes changed their name, and when?
-- moving: names are learned from the documents too.
select
    functional_code,
    functional_name,
    valid_from_year,
    valid_to_year,
    name_source
from marts.dim_functional_code
where
    code_level = 'class'
    and functional_code in (
        select functional_code
        from marts.dim_functional_code
        where code_level = 'class'
        group by functional_code
        having count(distinct functional_name) > 1
    )
order by functional_code, valid_from_year nulls first
