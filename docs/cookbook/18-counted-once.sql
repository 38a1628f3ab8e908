-- 合并口径避免了哪些重复计算？
-- Which money would be counted twice without consolidation?
select
    disclosures.fiscal_year,
    disclosures.printed_entity_name,
    covering.printed_entity_name as is_part_of,
    cast(sum(facts.amount_yuan) / 10000 as decimal(20, 2)) as held_twice_wan_yuan
from marts.fct_disclosure_overlap as overlap
inner join marts.v_disclosure as disclosures on overlap.disclosure_key = disclosures.disclosure_key
inner join marts.v_disclosure as covering on overlap.covering_disclosure_key = covering.disclosure_key
inner join marts.fct_expenditure as facts on overlap.disclosure_key = facts.disclosure_key
group by all
order by disclosures.fiscal_year, disclosures.printed_entity_name
