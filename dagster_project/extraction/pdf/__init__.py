"""PDF pages as a reader sees them: characters and lines as arrays, and the tables and text they make.

Belongs here: everything that knows of PDF. ``page`` is the project's own picture of a page, ``pdfium``
and ``plumber`` fill it, ``cells`` and ``lines`` read it, ``read`` conducts.
Does not belong here: geometry of grids and columns (``extraction.ruling``, ``extraction.alignment``).
"""
