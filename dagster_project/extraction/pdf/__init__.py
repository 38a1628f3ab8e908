"""PDF pages as a reader sees them: characters and lines as arrays, and the tables and text they make.

Belongs here: everything that knows of PDF. ``page`` is the project's own picture of a page, ``pdfium_source``
and ``plumber_source`` fill it, ``visible``, ``cells``, ``ruling``, ``alignment`` and ``lines`` read it,
``reader`` conducts.
Does not belong here: joining a table's pieces over pages (``extraction.assemble``).
"""
