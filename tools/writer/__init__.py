"""The project's own document writer: disclosures rendered from fact files.

It lives in ``tools`` and not in ``tests`` because it has two users: the tests render
their fixtures with it, and the sample documents that ``make run`` loads from ``raw/``
are rendered by it too, outside any test.

Belongs here: the model of a printed document (``model``), the facts it prints
(``facts``), the forms that facts take in a layout (``layout``, ``forms``,
``attachments``, ``disclosure``), and one renderer a format (``pdf``, ``docx``,
``text``). Does not belong here: anything the pipeline imports, and any reading back;
a writer that shared code with the reader could not catch its mistakes.
"""
