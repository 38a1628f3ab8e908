"""PDFium's library, and its functions called for many things at once.

Belongs here: how a function is called. Does not belong here: which functions there are, and the loops that
call them (``native_loops``).

A page takes some four thousand calls. Called one by one from Python each takes a quarter of a microsecond,
by a compiled loop a hundredth of one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2_raw
from numpy.typing import NDArray

from dagster_project.extraction.pdf import native_loops
from dagster_project.extraction.pdf.native_loops import Argument, Numbers

POINTER, INT, UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
FLOAT = ctypes.c_float

_DECLARATION = re.compile(r"(.+?) ?(\w+)\((.*)\)")
_TYPES: dict[str, Any] = {
    "void*": POINTER,
    "int": INT,
    "unsigned int": UINT,
    "float": FLOAT,
    "double": ctypes.c_double,
    "intptr_t": ctypes.c_ssize_t,
}


def _path() -> str:
    """The library that pypdfium2 has loaded."""
    folder = Path(pypdfium2_raw.__file__).parent
    names = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
    return str(next(path for name in names if (path := folder / name).exists()))


_LIBRARY = ctypes.CDLL(_path())
# Its calls do not let other threads go on meanwhile: for functions that take no time.
_QUICK = ctypes.PyDLL(_path())


def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the library by its name, with the types of its result and its arguments."""
    found = _LIBRARY[name]
    found.restype, found.argtypes = result, arguments
    call: Callable[..., Any] = found
    return call


@dataclass(frozen=True, slots=True)
class Quick:
    """A function that is called many times a page.

    An argument is the same for all calls (a number), counts from 0 (a range), or is there for each call (an
    array of addresses or of whole numbers).
    """

    call: Callable[..., Any]
    _types: native_loops.Types
    _loops: dict[str, native_loops.Loop] = field(default_factory=dict)

    @classmethod
    def declared(cls, declaration: str) -> Quick:
        """A function by its declaration in C; addresses that it returns are ``intptr_t``."""
        parts = _DECLARATION.fullmatch(declaration)
        assert parts is not None, declaration  # noqa: S101 - written in this program
        result, name, arguments = parts.groups()
        types = native_loops.Types(result, tuple(arguments.split(", ")))
        found = _QUICK[name]
        found.restype, found.argtypes = _TYPES[result], [_TYPES[kind] for kind in types.arguments]
        return cls(found, types)

    def numbers(self, *arguments: Argument) -> Numbers:
        """The whole numbers, or the addresses, that calls return."""
        found = np.empty(_count(arguments), np.int64)
        self._run(found, arguments)
        return found

    def floats(self, *arguments: Argument) -> NDArray[np.float64]:
        """The floating-point numbers that calls return."""
        found = np.empty(_count(arguments), np.float64)
        self._run(found, arguments)
        return found

    def written(self, default: NDArray[Any], offsets: Sequence[int], *arguments: Argument) -> NDArray[Any]:
        """What calls write, a row a call.

        Args:
            default: A row where a call writes nothing.
            offsets: Where in a row its parts begin, in bytes: one more argument each.
            arguments: What is passed before them.
        """
        found = np.empty((_count(arguments), len(default)), default.dtype)
        found[:] = default
        self._run(found, arguments, offsets)
        return found

    def _run(self, into: NDArray[Any], arguments: tuple[Argument, ...], offsets: Sequence[int] = ()) -> None:
        """Calls the function once for each row of an array, for its result or with places in the row."""
        if not len(into):
            return
        kinds = native_loops.kinds_of(self._types, arguments)
        loop = self._loops.get(kinds)
        if loop is None:
            loop = self._loops[kinds] = native_loops.loop(self.call, self._types, kinds, offsets)
        loop(into, arguments)


def _count(arguments: tuple[Argument, ...]) -> int:
    """For how many things a function is called."""
    return next(len(item) for item in arguments if not isinstance(item, int | float))
