"""Tests of extraction: files in, records out; the shapes of tables as specifications."""
