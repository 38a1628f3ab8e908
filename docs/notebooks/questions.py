"""A few questions to the published file, as a notebook: each ``# %%`` begins a cell.

Belongs here: the questions that readers begin with. Does not belong here: all others (``docs/cookbook``).

Run it as a script or open it as a notebook: ``docs/connect.md`` says how.
"""

# %% [markdown]
# # 部门预决算 Departmental budgets and final accounts
#
# The file is opened read-only: nothing here can change it. `FISCAL_WAREHOUSE` names another file.

# %%
import os

import duckdb

connection = duckdb.connect(os.environ.get("FISCAL_WAREHOUSE", "warehouse/fiscal.duckdb"), read_only=True)

# %% [markdown]
# ## What is spent on each function, year by year?
#
# `v_expenditure` holds budgets alone; what was spent in the end is in `v_expenditure_final`.

# %%
by_function = connection.sql("""
    select fiscal_year, functional_class_name, sum(amount_wan_yuan) as wan_yuan
    from v_expenditure
    group by all
    order by fiscal_year, wan_yuan desc
""")
by_function.show(max_rows=40)

# %% [markdown]
# ## What do reception, vehicles and travel abroad come to in each department?

# %%
three_public = connection.sql("""
    select department_name, fiscal_year, sum(amount_wan_yuan) as wan_yuan
    from v_three_public_expenses
    where is_three_public
    group by all
    order by department_name, fiscal_year
""")
three_public.show(max_rows=40)

# %% [markdown]
# ## Was the budget kept?

# %%
budget_kept = connection.sql("""
    select department_name, fiscal_year, planned_yuan, final_yuan, final_yuan - planned_yuan as more_yuan
    from v_budget_vs_final
    where subject = 'expenditure' and axis = 'total' and plan_source = 'budget_disclosure'
    order by department_name, fiscal_year
""")
budget_kept.show()

# %% [markdown]
# ## Which share of the printed numbers is proven, and which are disputed and why?

# %%
proof = connection.sql("""
    select proof_status, count(*) as numbers, round(100 * count(*) / sum(count(*)) over (), 1) as percent
    from v_published_amount
    group by all
    order by numbers desc
""")
proof.show()

disputed = connection.sql("""
    select file_path, page_no, printed_text, dispute_zh
    from v_published_amount
    where proof_status = 'disputed'
    order by all
""")
disputed.show(max_rows=20)

# %% [markdown]
# ## On with pandas, or anything else that reads a table
#
# Amounts become floats in pandas; `docs/connect.md` says how they stay exact.

# %%
across_years = by_function.df().pivot_table(
    index="functional_class_name", columns="fiscal_year", values="wan_yuan", aggfunc="sum"
)
across_years.round(1)
