"""Programs that serve the project's development and are no part of the pipeline."""
