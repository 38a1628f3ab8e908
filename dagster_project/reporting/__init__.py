"""What is asked of the published warehouse: queries, metrics, evidence, pages and files."""
