{{ keep_judged() }}

with

disclosures as (
    select * from {{ ref('int_disclosure_to_judge') }}
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
    where layout = 'form'
),

proofs as (
    select * from {{ ref('int_amount_proof') }}
),

suspicions as (
    select distinct disclosure_key from {{ ref('int_suspect_extraction') }}
),

counts as (
    select
        amounts.disclosure_key,
        count(*) as amount_count,
        count(*) filter (where proofs.proof_status = 'proven') as proven_count,
        count(*) filter (where proofs.proof_status = 'disputed') as disputed_count
    from amounts
    inner join proofs on amounts.amount_key = proofs.amount_key
    group by amounts.disclosure_key
)

select
    disclosures.disclosure_key,
    coalesce(counts.amount_count, 0) as amount_count,
    coalesce(counts.proven_count, 0) as proven_count,
    coalesce(counts.disputed_count, 0) as disputed_count,
    counts.proven_count / counts.amount_count as proven_share,
    suspicions.disclosure_key is not null as is_suspect
from disclosures
left join counts on disclosures.disclosure_key = counts.disclosure_key
left join suspicions on disclosures.disclosure_key = suspicions.disclosure_key
