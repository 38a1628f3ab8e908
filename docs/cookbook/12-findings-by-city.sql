-- 各市有多少勾稽差异？
-- How many findings does each city have?
-- moving: more identities can find more.
select
    coalesce(disclosures.city_name, '未公开') as city,
    identities.name_zh as identity_zh,
    identities.name_en as identity_en,
    count(*) as findings,
    max(abs(checks.difference_yuan)) as largest_difference_yuan
from marts.fct_identity_check as checks
inner join marts.v_disclosure as disclosures on checks.disclosure_key = disclosures.disclosure_key
inner join marts.dim_identity as identities on checks.identity_code = identities.identity_code
where checks.status = 'violated' and disclosures.is_current
group by city, identity_zh, identity_en
order by city, findings desc, identity_zh
