"""Apache Spark beyond one machine: the same reader and the same models, a task at a time on many machines.

Belongs here: all that knows Spark (``pyspark`` is imported nowhere else), and the store of Parquet files
that its tasks write. Does not belong here: how a file is read (``extraction``), what a shard is and how it
is built (``sharding``).
"""
