"""pdfminer's interpreter of a page, with a lexer that takes tokens by a pattern instead of letter by letter.

Belongs here: content streams as tokens, and their operators. Does not belong here: what a page shows
(``plumber_source``).

What the pattern does not know (escapes, comments, pictures in the stream, tokens over the end of a buffer) is
left to pdfminer's own lexer, token by token: both give the same.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSKeyword, keyword_name

# Each begins after white space and ends where another character says so: a whole number, a number with
# decimals, an operator, a name, a text in hex, a text, a bracket.
_TOKEN = re.compile(
    rb"""\s*(?:
    ([-+]?\d{1,18})(?=[^\d.])
    |([-+]?(?:\d+\.\d*|\.\d+))(?=[^\d])
    |([A-Za-z][^#/%\[\]()<>{}\s]*)(?=[#/%\[\]()<>{}\s])
    |/([^#/%\[\]()<>{}\s]*)(?=[/%\[\]()<>{}\s])
    |<((?:[0-9A-Fa-f]{2})*)>(?=[^>])
    |\(([^()\\]*)\)
    |(<<|>>|[\[\]])
    )""",
    re.VERBOSE,
)
_BEGIN, _END = KWD(b"["), KWD(b"]")
_NOT_PLAIN = frozenset((_BEGIN, _END, *map(KWD, (b"<<", b">>", b"{", b"}", b"BI", b"ID"))))
_PICTURE = KWD(b"ID")


def _name(text: bytes) -> Any:
    try:
        return LIT(str(text, "utf-8"))
    except UnicodeDecodeError:
        return LIT(text)


def _operator(text: bytes) -> Any:
    return text == b"true" if text in (b"true", b"false") else KWD(text)


def _hex(text: bytes) -> Any:
    return bytes.fromhex(text.decode("ascii"))


_MADE: tuple[Callable[[bytes], Any], ...] = (int, float, _operator, _name, _hex, bytes, KWD)


class _Parser(PDFContentParser):
    """Objects of content streams."""

    def __init__(self, streams: Sequence[object]) -> None:
        self._ready: deque[tuple[int, Any]] = deque()
        super().__init__(streams)

    def seek(self, pos: int) -> None:
        self._ready.clear()
        super().seek(pos)

    def nexttoken(self) -> tuple[int, Any]:
        """The next token with its place in its stream."""
        if not self._ready and not self._tokens and not self.eof and self._parse1 == self._parse_main:
            self._take()
        return self._ready.popleft() if self._ready else super().nexttoken()

    def _take(self) -> None:
        """Takes what the pattern knows of the buffer."""
        buffer, place, match = self.buf, self.charpos, _TOKEN.match
        while found := match(buffer, place):
            kind = found.lastindex or 0
            token = _MADE[kind - 1](found[kind])
            self._ready.append((self.bufpos + found.start(kind), token))
            place = found.end()
            if token is _PICTURE:
                # What follows is no token.
                break
        self.charpos = place

    def nextobject(self) -> tuple[int, Any]:
        """The next object with its place: outside dictionaries and the like a token or a plain array."""
        if not self.results and not self.context:
            found = self.nexttoken()
            if not isinstance(found[1], PSKeyword) or found[1] not in _NOT_PLAIN:
                return found
            taken = [found]
            if found[1] is _BEGIN:
                while not isinstance(found[1], PSKeyword) or len(taken) == 1:
                    found = self.nexttoken()
                    taken.append(found)
                if found[1] is _END:
                    return taken[0][0], [item for _, item in taken[1:-1]]
            self._ready.extendleft(reversed(taken))
        return super().nextobject()


def _objects(streams: Sequence[object]) -> Iterator[Any]:
    """The objects of content streams up to their end."""
    try:
        parser = _Parser(streams)
        while True:
            yield parser.nextobject()[1]
    except PSEOF:
        return


class QuickInterpreter(PDFPageInterpreter):
    """Runs the operators of a page."""

    def execute(self, streams: Sequence[object]) -> None:
        """Runs content streams, none of them within itself."""
        self.stream_ids.clear()
        found = [stream for stream in map(stream_value, streams) if stream.objid is not None]
        found = [stream for stream in found if stream.objid not in self.parent_stream_ids]
        self.stream_ids.update(stream.objid for stream in found if stream.objid is not None)
        for item in _objects(found):
            self._run(item)

    def _run(self, item: Any) -> None:
        if not isinstance(item, PSKeyword):
            self.push(item)
            return
        name, count = _method(keyword_name(item))
        if count:
            arguments = self.pop(count)
            if len(arguments) == count:
                getattr(self, name)(*arguments)
        elif name:
            getattr(self, name)()


@lru_cache(maxsize=512)
def _method(operator: str) -> tuple[str, int]:
    """The method of an interpreter that runs an operator, and how many arguments it takes; '' for none."""
    name = "do_" + operator.replace("*", "_a").replace('"', "_w").replace("'", "_q")
    found = getattr(PDFPageInterpreter, name, None)
    return (name, found.__code__.co_argcount - 1) if found else ("", 0)
