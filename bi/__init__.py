"""Dashboards as code for Apache Superset, over the published file."""
