"""Pictures in a Word document.

Belongs here: which of them may show a form. Does not belong here: text (``docx``).
"""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_DRAWING, _EXTENT = qn("w:drawing"), qn("wp:extent")
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
# At least 8 by 3 centimetres, in English metric units; a seal or a sign is smaller.
_FORM_WIDTH, _FORM_HEIGHT = 2_880_000, 1_080_000


def is_large_picture(node: BaseOxmlElement) -> bool:
    """True for a drawing with a picture large enough to show a form."""
    if node.tag != _DRAWING or next(node.iter(_PICTURE), None) is None:
        return False
    extent = next(node.iter(_EXTENT), None)
    if extent is None:
        return False
    return _length(extent, "cx") >= _FORM_WIDTH and _length(extent, "cy") >= _FORM_HEIGHT


def _length(extent: BaseOxmlElement, name: str) -> int:
    text = str(extent.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
