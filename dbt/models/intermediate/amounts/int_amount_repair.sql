{{ keep_judged() }}

-- What an amount that OCR misread is printed as: of all figures that look like it the only one that makes
-- every identity around it hold, where as read some fail, and nothing else explains those that fail.
with

amounts as (
    select
        amounts.amount_key,
        amounts.disclosure_key,
        amounts.table_id,
        amounts.amount_yuan,
        amounts.printed_text,
        amounts.printed_unit,
        amounts.decimals,
        amounts.half_unit_yuan,
        {{ compact('amounts.printed_text') }} as text_compact
    from {{ ref('int_corrected_amount_of_all_documents') }} as amounts
    inner join {{ ref('int_cell_confidence') }} as confidences
        on
            amounts.table_id = confidences.table_id
            and amounts.row_no = confidences.row_no
            and amounts.column_no = confidences.column_no
    where amounts.corrected_yuan is null
),

tables_read_by_sums as (
    select distinct table_id
    from {{ ref('int_column_reading_of_all_documents') }}
),

readings as (
    select * from {{ ref('int_identity_reading_as_read') }}
    where is_taken
),

-- How far each figure moves what a check misses; one on both sides moves nothing.
terms as (
    select
        candidate_terms.check_key,
        candidate_terms.amount_key,
        candidate_terms.claim_key,
        sum(
            candidate_terms.coefficient * if(candidate_terms.term_side = 'actual', 1, -1)
        ) as weight
    from {{ ref('int_identity_candidate_term') }} as candidate_terms
    inner join readings
        on
            candidate_terms.check_key = readings.check_key
            and candidate_terms.reading is not distinct from readings.reading
    where coalesce(candidate_terms.amount_key, candidate_terms.claim_key) is not null
    group by candidate_terms.check_key, candidate_terms.amount_key, candidate_terms.claim_key
    having weight <> 0
),

suspects as (
    select distinct amounts.*
    from amounts
    inner join terms on amounts.amount_key = terms.amount_key
    inner join readings on terms.check_key = readings.check_key
    where
        readings.status = 'violated'
        and amounts.disclosure_key in (select disclosure_key from {{ ref('int_disclosure_to_judge') }})
),

---------- what may be printed where the text was read

usual_decimals as (
    select
        table_id,
        mode(decimals) filter (where decimals > 0) as decimals
    from amounts
    group by table_id
),

places as (
    select
        amount_key,
        text_compact,
        unnest(range(1, length(text_compact) + 1)) as place
    from suspects
),

texts as (
    select
        places.amount_key,
        left(places.text_compact, places.place - 1) || look_alikes.printed_as
        || substr(places.text_compact, places.place + 1) as candidate_text
    from places
    inner join {{ ref('ocr_look_alike') }} as look_alikes
        on substr(places.text_compact, places.place, 1) = look_alikes.read_as
    union all
    -- A point that was lost, and one that is a speck.
    select
        suspects.amount_key,
        regexp_replace(
            replace(suspects.text_compact, ',', ''), '(\d{' || usual_decimals.decimals || '})$', '.\1'
        ) as candidate_text
    from suspects
    inner join usual_decimals on suspects.table_id = usual_decimals.table_id
    where
        suspects.decimals = 0
        and length(regexp_replace(suspects.text_compact, '\D', '', 'g')) > usual_decimals.decimals
    union all
    select
        amount_key,
        replace(replace(text_compact, ',', ''), '.', '') as candidate_text
    from suspects
    where decimals > 0
),

candidates as (
    select
        suspects.amount_key,
        suspects.disclosure_key,
        suspects.table_id,
        suspects.amount_yuan,
        suspects.printed_text,
        any_value(texts.candidate_text) as repaired_text,
        {{ in_yuan(parse_amount('texts.candidate_text'), 'suspects.printed_unit') }} as repaired_yuan,
        any_value(
            least(
                suspects.half_unit_yuan,
                {{ half_unit_in_yuan(printed_decimals('texts.candidate_text'), 'suspects.printed_unit') }}
            )
        ) as half_unit_yuan
    from suspects
    inner join texts on suspects.amount_key = texts.amount_key
    group by all
    having repaired_yuan <> suspects.amount_yuan
),

---------- which of them make all identities around the amount hold

tried as (
    select
        candidates.amount_key,
        candidates.repaired_yuan,
        terms.check_key,
        readings.status = 'violated' as is_mended,
        readings.relation,
        readings.difference_yuan + terms.weight * (candidates.repaired_yuan - candidates.amount_yuan)
            as difference_yuan,
        readings.tolerance_yuan + readings.last_place_yuan
        - abs(terms.weight) * (suspects.half_unit_yuan - candidates.half_unit_yuan) as bound_yuan
    from candidates
    inner join suspects on candidates.amount_key = suspects.amount_key
    inner join terms on candidates.amount_key = terms.amount_key
    inner join readings on terms.check_key = readings.check_key
),

fits as (
    select
        amount_key,
        repaired_yuan,
        list(check_key) filter (where is_mended) as mended_keys
    from tried
    group by amount_key, repaired_yuan
    having
        bool_and(
            case relation
                when '=' then abs(difference_yuan) <= bound_yuan
                when '<=' then difference_yuan <= bound_yuan
                else difference_yuan >= -bound_yuan
            end
        )
        and bool_or(is_mended and relation = '=')
),

mended as (
    select
        amount_key,
        unnest(mended_keys) as check_key
    from fits
),

-- Where two figures explain one failure nobody knows which of them was misread.
explained_twice as (
    select check_key
    from mended
    group by check_key
    having count(*) > 1
),

contested as (
    select distinct mended.amount_key
    from mended
    inner join explained_twice on mended.check_key = explained_twice.check_key
),

repairs as (
    select fits.*
    from fits
    left join contested on fits.amount_key = contested.amount_key
    where contested.amount_key is null
),

---------- does a second identity confirm what the first chose

equalities as (
    select
        tried.amount_key,
        tried.check_key,
        readings.identity_code
    from repairs
    inner join tried
        on repairs.amount_key = tried.amount_key and repairs.repaired_yuan = tried.repaired_yuan
    inner join readings on tried.check_key = readings.check_key
    where tried.relation = '='
),

proofs as (
    select equalities.*
    from equalities
    inner join suspects on equalities.amount_key = suspects.amount_key
    left join tables_read_by_sums on suspects.table_id = tables_read_by_sums.table_id
    where equalities.identity_code <> 'row_cross_foot' or tables_read_by_sums.table_id is null
),

-- Two identities that share another figure are one witness.
witnesses as (
    select
        proofs.amount_key,
        proofs.check_key,
        coalesce(terms.amount_key, terms.claim_key) as figure_key
    from proofs
    inner join terms on proofs.check_key = terms.check_key
    where terms.amount_key is distinct from proofs.amount_key
),

pairs as (
    select
        one.amount_key,
        one.check_key as one_key,
        another.check_key as another_key
    from proofs as one
    inner join proofs as another
        on one.amount_key = another.amount_key and one.check_key < another.check_key
),

dependent_pairs as (
    select distinct
        one.amount_key,
        one.check_key as one_key,
        another.check_key as another_key
    from witnesses as one
    inner join witnesses as another
        on
            one.amount_key = another.amount_key
            and one.figure_key = another.figure_key
            and one.check_key < another.check_key
),

confirmed as (
    select distinct pairs.amount_key
    from pairs
    left join dependent_pairs
        on
            pairs.amount_key = dependent_pairs.amount_key
            and pairs.one_key = dependent_pairs.one_key
            and pairs.another_key = dependent_pairs.another_key
    where dependent_pairs.amount_key is null
),

evidence as (
    select
        amount_key,
        count(*) as check_count,
        string_agg(distinct identity_code, ', ' order by identity_code) as identity_codes
    from equalities
    group by amount_key
)

select
    repairs.amount_key,
    candidates.disclosure_key,
    candidates.amount_yuan as read_yuan,
    repairs.repaired_yuan,
    candidates.repaired_text,
    candidates.half_unit_yuan,
    confirmed.amount_key is not null as is_confirmed,
    'read as ' || candidates.printed_text || ' by OCR; of the figures that look like it only '
    || candidates.repaired_text || ' makes the identities around it hold (' || evidence.check_count || ': '
    || evidence.identity_codes || ')' as evidence
from repairs
inner join candidates
    on repairs.amount_key = candidates.amount_key and repairs.repaired_yuan = candidates.repaired_yuan
inner join evidence on repairs.amount_key = evidence.amount_key
left join confirmed on repairs.amount_key = confirmed.amount_key
