"""Tests with mutated documents."""
