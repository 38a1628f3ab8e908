"""PDFium's library, and its functions called for many things at once.

Belongs here: how a function is called. Does not belong here: which functions there are.

A page takes some four thousand calls. ``map`` makes them from C, and what is passed is ready made: addresses
as objects of ctypes, numbers that fit into a C ``int``, memory that is kept for what functions write. Such a
call takes a quarter of a microsecond; with its arguments converted by their types it takes twice that.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2_raw
from numpy.typing import NDArray

POINTER, INT, UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
FLOAT, DOUBLE = ctypes.c_float, ctypes.c_double

Numbers = NDArray[np.int64]
# What functions write goes to so many rows of so many bytes at a time: a matrix takes 24.
_ROWS, _ROW_SIZE = 2048, 32


class Address(ctypes.c_void_p):
    """What PDFium hands out, passed on as it is. A type of its own is not made a Python number."""


# The same for all calls, counting from 0, or one for each call.
Argument = Address | range | Sequence[Address] | Sequence[int]


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
    """A function that is called many times a page, with addresses and small whole numbers."""

    call: Callable[..., Any]

    @classmethod
    def named(cls, name: str, result: Any = INT) -> Quick:
        """A function by its name: one that returns a number, or an ``Address``."""
        found = _QUICK[name]
        found.restype = result
        return cls(found)

    def numbers(self, count: int, *arguments: Argument) -> Numbers:
        """The whole numbers that so many calls return."""
        return np.fromiter(map(self.call, *map(_many, arguments)), np.int64, count)

    def floats(self, count: int, *arguments: Argument) -> NDArray[np.float64]:
        """The floating-point numbers that so many calls return."""
        return np.fromiter(map(self.call, *map(_many, arguments)), np.float64, count)

    def addresses(self, *arguments: Argument) -> list[Address]:
        """The addresses that calls return, as many as there are of the argument that there are several of."""
        return list(map(self.call, *map(_many, arguments)))

    def written(self, default: NDArray[Any], offsets: Sequence[int], *arguments: Argument) -> NDArray[Any]:
        """What so many calls write, a row a call.

        Args:
            default: A row where a call writes nothing.
            offsets: Where in a row its parts begin, in bytes: one more argument each.
            arguments: What is passed before them; the last one is there for each call.
        """
        last = arguments[-1]
        count = 0 if isinstance(last, Address) else len(last)
        found = np.empty((count, len(default)), default.dtype)
        rows = _memory().view(default.dtype)[:, : len(default)]
        for start in range(0, count, _ROWS):
            end = min(start + _ROWS, count)
            rows[: end - start] = default
            passed = (_many(item if isinstance(item, Address) else item[start:end]) for item in arguments)
            # ``map`` ends with the shortest of them.
            deque(map(self.call, *passed, *map(_places, offsets)), maxlen=0)
            found[start:end] = rows[: end - start]
        return found


def _many(argument: Argument) -> Iterable[Any]:
    return repeat(argument) if isinstance(argument, Address) else argument


@cache
def _memory() -> NDArray[np.uint8]:
    return np.zeros((_ROWS, _ROW_SIZE), np.uint8)


@cache
def _places(offset: int) -> list[Address]:
    """The address of each row of the memory, so many bytes further on."""
    start = _memory().ctypes.data + offset
    return list(map(Address, range(start, start + _ROWS * _ROW_SIZE, _ROW_SIZE)))


def addresses(numbers: Iterable[int]) -> list[Address]:
    """Addresses that were kept as numbers."""
    return list(map(Address, numbers))
