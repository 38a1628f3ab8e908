"""Tests of `dagster_project.audit`."""
