"""Tests of the pipeline around the models: settings, lock, audit, publication, command line."""
