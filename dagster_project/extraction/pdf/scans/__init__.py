"""Pages that are pictures: recognising their characters (OCR), and their ruling lines.

Belongs here: from the picture of a page to the same ``PageView`` that a page of text gives, so that all
that comes after is the same. Does not belong here: tables and paragraphs (``extraction.pdf``).

All of it but ``need``, ``pictures`` and ``engine`` wants the packages of the extra ``ocr``; ask
``engine.available`` before importing it. The models lie inside those packages: nothing is fetched when a page
is read.
"""
