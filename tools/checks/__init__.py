"""Checks of warehouses from outside: against known truth, and against each other."""
