"""Dagster: the assets of a refresh, what starts one, and how it ends."""
