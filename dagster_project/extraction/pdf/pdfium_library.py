"""PDFium's library, and its functions.

Belongs here: where the library is, and how one function is called. Does not belong here: which functions
there are, and loops over them (``native_loops``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2_raw

POINTER, INT = ctypes.c_void_p, ctypes.c_int


def _path() -> str:
    """The library that pypdfium2 has loaded."""
    folder = Path(pypdfium2_raw.__file__).parent
    names = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
    return str(next(path for name in names if (path := folder / name).exists()))


_LIBRARY = ctypes.CDLL(_path())
# Its calls do not let other threads go on meanwhile: for functions that take no time.
QUICK = ctypes.PyDLL(_path())


def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the library by its name, with the types of its result and its arguments."""
    found = _LIBRARY[name]
    found.restype, found.argtypes = result, arguments
    call: Callable[..., Any] = found
    return call
