"""Tests of `dagster_project.loading`."""
