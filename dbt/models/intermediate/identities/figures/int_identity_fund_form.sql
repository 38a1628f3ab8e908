select
    form_code,
    fund_source,
    case fund_source
        when 'general_public_budget' then 'appropriation_vs_general_public'
        when 'government_fund_budget' then 'appropriation_vs_government_fund'
        when 'state_capital_budget' then 'appropriation_vs_state_capital'
    end as identity_code
from {{ ref('form') }}
where
    form_code in (
        'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure'
    )
