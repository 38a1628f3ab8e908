"""Extraction and building by Spark: local, and by a cluster of processes whose workers are killed."""
