{{ expenditure_fact('fct_expenditure') }}
