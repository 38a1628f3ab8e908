"""Specifications of single packages, without a built warehouse."""
