"""Plain text: dumps of tables and prose."""
