"""Generators of the documentation: dictionary, cookbook, asset graph."""
