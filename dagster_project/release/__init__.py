"""Publishing the audited build as a release, and the releases that are kept."""
