"""Spreadsheets as a person sees them: values by their formats, hidden parts left out.

Belongs here: every format that is made of sheets (XLSX, XLS, ODS, SpreadsheetML, CSV).
Does not belong here: the meaning of a title, a code or a unit.
"""
