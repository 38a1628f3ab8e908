"""The lexer of the second reader gives what pdfminer's own gives."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF, PSException

from dagster_project.extraction.pdf.quick_miner import _objects

_PARTS = (
    b"q 1 0 0 -1 .5 -12.25 cm ",
    b"BT /F1 12. Tf [(a(b)c) -3 <00ff> 4.5 (\\051\\\n)] TJ ET ",
    b"/P <</MCID 0 /A [1 [2 /B#20C] true]>> BDC <0 41 4> Tj EMC ",
    b"BI /W 2 /H 2 /BPC 8 ID \x00[(<\xff EI Q ",
    b"% (a comment [\n0.1.2 --3 +.5 - .. f* ' \" null false ",
    b"123456789012345678901 re 12abc]def >> } { ",
    b"(" + b"long " * 900 + b") Tj ",
    b"[[1 2] (x)] 0 d (unended",
    b"/\xff\xfe gs <> Tj >\x00 n ",
)


def _streams(texts: Sequence[bytes]) -> list[PDFStream]:
    return [PDFStream({}, text) for text in texts]


def _told(items: Sequence[object]) -> list[str]:
    return [
        repr(item.attrs) + repr(item.get_data()) if isinstance(item, PDFStream) else repr(item)
        for item in items
    ]


def _by_pdfminer(texts: Sequence[bytes]) -> list[object]:
    found: list[object] = []
    try:
        parser = PDFContentParser(_streams(texts))
        while True:
            found.append(parser.nextobject()[1])
    except PSEOF:
        return found
    except PSException as error:
        return [*found, str(error)]


def _by_us(texts: Sequence[bytes]) -> list[object]:
    found: list[object] = []
    try:
        for item in _objects(_streams(texts)):
            found.append(item)
    except PSException as error:
        found.append(str(error))
    return found


def test_any_content_gives_the_objects_that_pdfminer_gives() -> None:
    chance = random.Random(1)
    for _ in range(120):
        # Streams end anywhere, in the middle of a token, too.
        whole = b"".join(chance.choices(_PARTS, k=8))
        cut = chance.randrange(len(whole))
        texts = [whole[:cut], whole[cut:]]
        assert _told(_by_us(texts)) == _told(_by_pdfminer(texts))
