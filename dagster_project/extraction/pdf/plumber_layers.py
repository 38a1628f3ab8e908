"""pdfplumber's pages as pdfminer lays them out, without what lies on layers that are switched off.

Belongs here: pdfminer's interpreter, told of layers. Does not belong here: which layers those are
(``layers``), forms on them (their file is read without these).
"""

from __future__ import annotations

from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTItem
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.quick_miner import QuickInterpreter


class _Interpreter(QuickInterpreter):
    """Hands the device the properties of marked content, which the page's resources name."""

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802 - the operator's name
        if isinstance(props, PSLiteral):
            named = resolve1(self.resources.get("Properties")) or {}
            props = resolve1(named.get(props.name)) or {}
        super().do_BDC(tag, props)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Keeps what lies on layers that are shown, and the text of what does not."""

    def __init__(self, page: Page, layers: Layers) -> None:
        super().__init__(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
        self._layers = layers
        self._off: list[bool] = []
        self.left_out: list[str] = []

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        super().begin_tag(tag, props)
        within = bool(self._off and self._off[-1])
        on_layer = tag.name == "OC" and isinstance(props, dict)
        self._off.append(within or (on_layer and self._layers.hides(props)))

    def end_tag(self) -> None:
        super().end_tag()
        if self._off:
            self._off.pop()

    def tag_cur_item(self) -> None:
        # Called after each object.
        if self._off and self._off[-1] and self.cur_item._objs:
            item = self.cur_item._objs.pop()
            self.left_out.extend([item.get_text()] if isinstance(item, LTChar) else [])
        else:
            super().tag_cur_item()


def lay_out(page: Page, layers: Layers | None) -> tuple[list[LTChar], str]:
    """Lays a page out; its characters are taken out of the layout, and its lines are left in it.

    pdfplumber would make a dictionary of each character.

    Returns:
        The characters, and the text of layers that are switched off.

    Raises:
        PdfminerException: The page is damaged.
    """
    resources = page.pdf.rsrcmgr
    off = None if layers is None else _Device(page, layers)
    device = PDFPageAggregator(resources, pageno=page.page_number) if off is None else off
    interpreter = QuickInterpreter if off is None else _Interpreter
    try:
        interpreter(resources, device).process_page(page.page_obj)
    except Exception as error:
        raise PdfminerException(error) from error
    layout = device.get_result()
    # What ``Page.layout`` would find by its own device.
    page._layout = layout
    return _taken(layout), "".join(off.left_out) if off else ""


def _taken(container: LTContainer[Any]) -> list[LTChar]:
    """Takes the characters out of a part of a layout, in the order of painting."""
    found: list[LTChar] = []
    rest: list[LTItem] = []
    for item in container:
        if isinstance(item, LTChar):
            found.append(item)
            continue
        rest.append(item)
        if isinstance(item, LTContainer):
            found.extend(_taken(item))
    container._objs = rest
    return found
