-- One row per label that a summary prints on its revenue side, with the source of revenue it names.
-- The words are those of the revenue form's headers.
with

amounts as (
    select * from {{ ref('int_published_amount') }}
),

terms as (
    select * from {{ ref('header_term') }}
    where scope = 'revenue' and kind in ('measure', 'fund')
),

labels as (
    select distinct
        line_label,
        line_kind in ('balance', 'sub_balance') as is_balance,
        -- Without the number before it: 一、 （一） 1. (1)
        regexp_replace(
            {{ without_excluded(compact('line_label')) }},
            '^([一二三四五六七八九十]+[、.:]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.])+',
            ''
        ) as line_name
    from amounts
    where side = 'revenue' and line_kind not in ('current_year_total', 'grand_total')
),

-- Below a balance line, 财政拨款 means what is left of it, not new money.
named as (
    select
        labels.line_label,
        labels.is_balance,
        arg_min(terms.term, terms.priority) as term
    from labels
    inner join terms
        on
            regexp_matches(labels.line_name, terms.must_match)
            and not regexp_matches(labels.line_name, coalesce(terms.must_not_match, '^$'))
    where
        not labels.is_balance
        or terms.term in ('carried_forward_in', 'own_account_balance', 'use_of_balances')
    group by labels.line_label, labels.is_balance
),

members as (
    select * from {{ ref('int_measure_member') }}
    where scope = 'revenue'
)

select
    labels.line_label,
    labels.is_balance,
    case
        when labels.is_balance then coalesce(named.term, 'carried_forward_in')
        else members.revenue_source_code
    end as revenue_source_code
from labels
left join named on labels.line_label = named.line_label and labels.is_balance = named.is_balance
left join members on named.term = members.measure_code
where labels.is_balance or members.revenue_source_code is not null
