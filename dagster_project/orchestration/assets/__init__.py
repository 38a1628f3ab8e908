"""The assets of the pipeline, one module a stage."""
