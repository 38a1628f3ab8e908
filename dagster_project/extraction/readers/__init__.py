"""Readers: one module per format, each turning a file into blocks in reading order.

A reader sees only its format. Joining page pieces, finding header rows and captions is the
same for all formats and lives in ``extraction.assemble``.
"""
