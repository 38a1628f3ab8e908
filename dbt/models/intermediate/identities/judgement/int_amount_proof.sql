with

amounts as (
    select
        amount_key,
        disclosure_key,
        table_id
    from {{ ref('int_corrected_amount_of_all_documents') }}
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

-- The sums that chose how a table's columns are read cannot prove that reading.
tables_read_by_sums as (
    select distinct table_id
    from {{ ref('int_column_reading_of_all_documents') }}
),

terms as (
    select * from {{ ref('int_identity_term') }}
),

checks as (
    select * from {{ ref('int_identity_check') }}
),

-- An inequality that holds is no proof: most wrong figures would keep it too. A text that is
-- checked (coefficient 0) says nothing about a figure.
counts as (
    select
        terms.amount_key,
        count(*) filter (
            where
                checks.status in ('exact', 'rounding')
                and checks.relation = '='
                -- A figure that misses by its last place is no finding, and no proof.
                and not starts_with(coalesce(checks.reason, ''), 'note:')
        ) as satisfied_count,
        count(*) filter (where checks.status = 'violated') as violated_count
    from terms
    inner join checks on terms.check_key = checks.check_key
    left join amounts on terms.amount_key = amounts.amount_key
    left join tables_read_by_sums on amounts.table_id = tables_read_by_sums.table_id
    where
        terms.coefficient != 0
        and (checks.identity_code != 'row_cross_foot' or tables_read_by_sums.table_id is null)
    group by terms.amount_key
)

select
    amounts.amount_key,
    coalesce(counts.satisfied_count, 0) as satisfied_count,
    coalesce(counts.violated_count, 0) as violated_count,
    case
        when counts.violated_count > 0 then 'disputed'
        when counts.satisfied_count > 0 then 'proven'
        else 'unproven'
    end as proof_status
from amounts
left join counts on amounts.amount_key = counts.amount_key
