"""pdfplumber's pages without what lies on layers that are switched off.

Belongs here: pdfminer's interpreter, told of layers. Does not belong here: which layers those are
(``layers``), forms on them (their file is read without these).
"""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from dagster_project.extraction.pdf.layers import Layers


class _Interpreter(PDFPageInterpreter):
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


def leave_out(page: Page, layers: Layers) -> str:
    """Takes what lies on layers that are switched off out of a page; returns its text."""
    device = _Device(page, layers)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    layout: LTPage = device.get_result()
    # What ``Page.layout`` would find by its own device.
    page._layout = layout
    return "".join(device.left_out)
