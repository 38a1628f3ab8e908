"""Tests of `dagster_project.orchestration`."""
