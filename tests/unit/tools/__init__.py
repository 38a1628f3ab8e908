"""Tests of `dagster_project.tools`."""
