"""Extraction: any file in, plain typed records out.

Belongs here: formats, pages, lines, grids, spans, header rows, the joining of page pieces.
Does not belong here: words of any subject (budgets, forms, units), databases, orchestration.
"""
