"""Tests of `dagster_project.runs`."""
