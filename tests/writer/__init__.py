"""Tests of the document writer: what it prints reads back as the facts say."""
