"""Documents made hostile, and a judge of what reading them costs.

``python -m tools.checks.fuzz --inputs 10000`` runs the long mode; the tests run 300.
"""
