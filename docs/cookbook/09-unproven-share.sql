-- 有多少金额没有经过勾稽？
-- Which share of the amounts is not proven by any identity?
-- moving: more identities prove more amounts.
select
    region_name,
    count(*) as disclosures,
    sum(amount_count) as amounts,
    round(sum(proven_count) / sum(amount_count), 4) as proven_share,
    round(sum(disputed_count) / sum(amount_count), 4) as disputed_share,
    round(sum(unproven_count) / sum(amount_count), 4) as unproven_share
from marts.v_disclosure
where is_current and amount_count > 0
group by region_name
order by unproven_share desc, region_name
