{{ expenditure_fact('fct_appropriation_expenditure') }}
