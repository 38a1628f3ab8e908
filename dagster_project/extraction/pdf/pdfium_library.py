"""PDFium's library with plain addresses, and its functions called for many things at once.

Belongs here: how a function is called. Does not belong here: which functions there are.

A page takes some five thousand calls. ``each.c``, which `make setup` compiles where there is a compiler,
makes them in a loop; without it ``map`` calls a foreign function from C, half a microsecond a call. Both
give the same answers.
"""

from __future__ import annotations

import ctypes
import struct
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
# Results as each.c tells them apart; an address of 0 is a plain 0.
_KINDS: dict[Any, int] = {INT: 0, UINT: 0, ctypes.c_ulong: 1, POINTER: 1, DOUBLE: 2}
_ARGUMENTS = 6

Addresses = NDArray[np.int64]
# The same for all calls, growing by a step, or one for each call.
Argument = int | range | Addresses


def _library() -> ctypes.CDLL:
    """The library that pypdfium2 has loaded, a second time: with plain addresses for pointers."""
    folder = Path(pypdfium2_raw.__file__).parent
    names = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
    return ctypes.CDLL(str(next(path for name in names if (path := folder / name).exists())))


def compiled_loop() -> Callable[..., None] | None:
    """The loop of ``each.c``; None where it was not compiled, or for another machine."""
    path = Path(__file__).with_name("each.so")
    try:
        loop = ctypes.CDLL(str(path)).each
    except (OSError, AttributeError):
        return None
    whole = ctypes.c_int64
    loop.argtypes, loop.restype = (POINTER, whole, whole, ctypes.c_char_p, POINTER), None
    found: Callable[..., None] = loop
    return found


_LIBRARY = _library()
_LOOP = compiled_loop()


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library; pointers are addresses."""

    call: Callable[..., Any]
    result: Any
    address: int

    def __call__(self, *arguments: Any) -> Any:
        """Calls it once."""
        return self.call(*arguments)

    def each(self, count: int, *arguments: Argument) -> NDArray[Any]:
        """The results of so many calls: whole numbers, or floats where the function gives those.

        Args:
            count: The number of calls.
            arguments: What is passed, all of it whole numbers or addresses.
        """
        kind = _KINDS[self.result]
        if _LOOP is None or not count:
            found = map(self.call, *(_many(argument) for argument in arguments))
            return np.fromiter((value or 0 for value in found), _TYPES[kind], count)
        results = np.empty(count, _TYPES[kind])
        plan = [0] * (3 * _ARGUMENTS)
        kept = []
        for number, argument in enumerate(arguments):
            if isinstance(argument, int):
                plan[number] = argument
            elif isinstance(argument, range):
                plan[number], plan[_ARGUMENTS + number] = argument.start, argument.step
            else:
                kept.append(np.ascontiguousarray(argument, np.int64))
                plan[2 * _ARGUMENTS + number] = kept[-1].ctypes.data
        _LOOP(self.address, count, kind, _PLAN.pack(*plan), results.ctypes.data)
        return results


_TYPES = (np.dtype(np.int64), np.dtype(np.int64), np.dtype(np.float64))
# For each argument where it begins, then the steps, then the addresses of arrays, as each.c takes them.
_PLAN = struct.Struct(f"={3 * _ARGUMENTS}q")


def _many(argument: Argument) -> Iterable[int]:
    if isinstance(argument, int):
        return repeat(argument)
    return argument if isinstance(argument, range) else argument.tolist()


def function(name: str, result: Any, *arguments: Any) -> Function:
    """A function of the library by its name, with the types of its result and its arguments."""
    found = getattr(_LIBRARY, name)
    found.restype, found.argtypes = result, arguments
    return Function(found, result, int(ctypes.cast(found, ctypes.c_void_p).value or 0))


def places(array: NDArray[Any], offset: int = 0) -> range:
    """The address of each row of an array."""
    step = array.itemsize * array.shape[1]
    start = array.ctypes.data + offset
    return range(start, start + step * len(array), step)
