"""Tests of `dagster_project.output`."""
