"""The record of each run, its lock, and whom its outcome is sent to."""
