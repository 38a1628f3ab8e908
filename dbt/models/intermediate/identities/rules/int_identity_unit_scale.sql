-- Whether a disclosure's amounts are of the size they seem: identities hold at any scale, so the scale has
-- evidence of its own. What is ten thousand times what prose, another form or another year says, and what
-- lies outside the range of its form, stands in another unit than the one it was read in.
{% set factors = [1000, 10000, 100000000] %}
with

readings as (
    select
        readings.check_key,
        readings.disclosure_key,
        readings.status,
        readings.reading,
        readings.is_taken,
        identities.scope,
        case
            {% for factor in factors %}
                when
                    abs(readings.actual_yuan - readings.expected_yuan * {{ factor }})
                    <= abs(readings.actual_yuan) * 0.001
                    then {{ factor }}
                when
                    abs(readings.expected_yuan - readings.actual_yuan * {{ factor }})
                    <= abs(readings.expected_yuan) * 0.001
                    then -{{ factor }}
            {% endfor %}
        end as factor
    from {{ ref('int_identity_reading') }} as readings
    inner join {{ ref('identity') }} as identities on readings.identity_code = identities.identity_code
    where
        readings.relation = '='
        and identities.scope in ('between_forms', 'form_and_prose', 'between_years')
        and readings.actual_yuan <> 0
        and readings.expected_yuan <> 0
),

candidate_terms as (
    select * from {{ ref('int_identity_candidate_term') }}
    where amount_key is not null
),

amounts as (
    select * from {{ ref('int_corrected_amount_of_all_documents') }}
    where
        disclosure_key in (
            select disclosure_key from {{ ref('int_disclosure_to_judge') }}
        )
),

-- The units of the forms that a reading compares, each with how many times too large its amounts are.
compared as (
    select distinct
        readings.check_key,
        readings.scope,
        readings.status,
        amounts.disclosure_key,
        amounts.form_code,
        amounts.printed_unit,
        if(readings.status = 'violated', readings.factor, null)
        * if(candidate_terms.term_side = 'actual', 1, -1) as factor
    from readings
    inner join candidate_terms
        on
            readings.check_key = candidate_terms.check_key
            and readings.reading is not distinct from candidate_terms.reading
    inner join amounts
        on
            candidate_terms.amount_key = amounts.amount_key
            and readings.disclosure_key = amounts.disclosure_key
    where readings.status = 'violated' or readings.is_taken
),

-- A form that differs from others in scale is wrong, or they are; the one that agrees with more is right.
forms_against_forms as (
    select
        disclosure_key,
        form_code,
        printed_unit,
        count(distinct check_key) filter (where factor is not null) as off_count,
        count(distinct check_key) filter (where status <> 'violated') as held_count,
        mode(factor) as factor
    from compared
    where scope = 'between_forms'
    group by disclosure_key, form_code, printed_unit
),

units_against_words as (
    select
        disclosure_key,
        printed_unit,
        count(distinct check_key) filter (where factor is not null) as off_count,
        count(distinct check_key) filter (where status <> 'violated') as held_count,
        mode(factor) as factor
    from compared
    where scope <> 'between_forms'
    group by disclosure_key, printed_unit
),

totals as (
    select
        amounts.disclosure_key,
        amounts.form_code,
        amounts.printed_unit,
        max(amounts.amount_yuan) as total_yuan
    from amounts
    where
        amounts.layout = 'form'
        and amounts.line_role = 'total'
        and amounts.measure_code in ('total', 'amount')
        and amounts.amount_basis in ('budget', 'final')
        and amounts.amount_yuan > 0
    group by amounts.disclosure_key, amounts.form_code, amounts.printed_unit
),

out_of_range as (
    select
        totals.disclosure_key,
        totals.printed_unit,
        min(totals.form_code) as form_code,
        any_value(totals.total_yuan) as total_yuan
    from totals
    inner join {{ ref('amount_range') }} as ranges on totals.form_code = ranges.form_code
    where totals.total_yuan not between ranges.smallest_total_yuan and ranges.largest_total_yuan
    group by totals.disclosure_key, totals.printed_unit
),

-- Forms of one unit were scaled alike.
units as (
    select
        disclosure_key,
        form_code,
        printed_unit,
        min(amount_key) as amount_key
    from amounts
    where layout = 'form' and amount_yuan <> 0
    group by disclosure_key, form_code, printed_unit
),

judged as (
    select
        units.*,
        case
            when words.off_count > 0 and words.off_count >= words.held_count then 'words'
            when forms.off_count > 0 and forms.off_count >= forms.held_count then 'forms'
            when out_of_range.disclosure_key is not null then 'range'
        end as evidence,
        case
            when words.off_count > 0 and words.off_count >= words.held_count then words.factor
            when forms.off_count > 0 and forms.off_count >= forms.held_count then forms.factor
        end as factor,
        coalesce(words.held_count, 0) + coalesce(forms.held_count, 0) as held_count
    from units
    left join units_against_words as words
        on
            units.disclosure_key = words.disclosure_key
            and units.printed_unit = words.printed_unit
    left join forms_against_forms as forms
        on
            units.disclosure_key = forms.disclosure_key
            and units.form_code = forms.form_code
            and units.printed_unit = forms.printed_unit
    left join out_of_range
        on
            units.disclosure_key = out_of_range.disclosure_key
            and units.printed_unit = out_of_range.printed_unit
)

select
    concat_ws('|', 'unit_scale', disclosure_key, form_code, printed_unit) as check_key,
    'unit_scale' as identity_code,
    disclosure_key,
    form_code,
    null::varchar as line_label,
    amount_key,
    coalesce(
        if(
            evidence is null,
            printed_unit,
            case {{ yuan_per_unit('printed_unit') }} * if(factor > 0, 1.0 / factor, -factor)
                when 1 then '元'
                when 1000 then '千元'
                when 10000 then '万元'
                when 100000000 then '亿元'
            end
        ),
        'a unit in which its total is of a likely size'
    ) as expected_text,
    printed_unit as actual_text,
    if(evidence is null, 'exact', 'violated') as status,
    case evidence
        when 'words' then 'the prose or another year gives its figures in another unit'
        when 'forms' then 'other forms give its figures in another unit'
        when 'range' then 'no total of such a form is of that size'
    end as reason
from judged
where evidence is not null or held_count > 0
