"""PDFium's library with plain addresses, and its functions called for many things at once.

Belongs here: how a function is called. Does not belong here: which functions there are.

A page takes some five thousand calls: ``map`` calls a foreign function from C, half a microsecond a call.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2_raw
from numpy.typing import NDArray

POINTER, INT, UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
FLOAT, DOUBLE = ctypes.c_float, ctypes.c_double

Addresses = NDArray[np.int64]
# The same for all calls, growing by a step, or one for each call.
Argument = int | range | Addresses


def _library() -> ctypes.CDLL:
    """The library that pypdfium2 has loaded, a second time: with plain addresses for pointers."""
    folder = Path(pypdfium2_raw.__file__).parent
    names = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
    return ctypes.CDLL(str(next(path for name in names if (path := folder / name).exists())))


_LIBRARY = _library()


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library; pointers are addresses."""

    call: Callable[..., Any]
    result: Any

    def __call__(self, *arguments: Any) -> Any:
        """Calls it once."""
        return self.call(*arguments)

    def each(self, count: int, *arguments: Argument) -> NDArray[Any]:
        """The results of so many calls: whole numbers, or floats where the function gives those.

        Args:
            count: The number of calls.
            arguments: What is passed, all of it whole numbers or addresses.
        """
        found = map(self.call, *(_many(argument) for argument in arguments))
        kind = np.float64 if self.result is DOUBLE else np.int64
        # An address of 0 comes as None.
        return np.fromiter((value or 0 for value in found), kind, count)


def _many(argument: Argument) -> Iterable[int]:
    if isinstance(argument, int):
        return repeat(argument)
    return argument if isinstance(argument, range) else argument.tolist()


def function(name: str, result: Any, *arguments: Any) -> Function:
    """A function of the library by its name, with the types of its result and its arguments."""
    found = getattr(_LIBRARY, name)
    found.restype, found.argtypes = result, arguments
    return Function(found, result)


def places(array: NDArray[Any], offset: int = 0) -> range:
    """The address of each row of an array."""
    step = array.itemsize * array.shape[1]
    start = array.ctypes.data + offset
    return range(start, start + step * len(array), step)
