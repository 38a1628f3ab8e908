"""What of the Spark path needs no Spark: the store, what is missing, tasks that die each time."""
