"""Loops that call a function of a C library for each element of arrays.

Belongs here: how such a loop is made. Does not belong here: which functions are called.

LuaJIT compiles these loops while they run: a call takes some nanoseconds. Where it is not installed, ``map``
makes the same calls from Python, forty times slower.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

try:
    from lupa.luajit21 import LuaRuntime
except ImportError:  # A machine for which it is not built.
    LuaRuntime = None

Numbers = NDArray[np.int64]
Argument = int | float | range | Numbers
# Fills an array, given what is passed to the function.
Loop = Callable[[NDArray[Any], tuple[Argument, ...]], None]

# What is passed of an argument: itself, the numbers from 0 on, the elements of an array.
_SAME, _COUNTED, _EACH = "s", "c", "e"
_RESULTS = {"double": "double*"}


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a function's result and arguments, by their names in C."""

    result: str
    arguments: tuple[str, ...]


def kinds_of(types: Types, arguments: Sequence[Argument]) -> str:
    """Which arguments are the same for all calls, counted, or there for each; a letter each."""
    return "".join(map(_kind, arguments))


def _kind(argument: Argument) -> str:
    if isinstance(argument, int | float):
        return _SAME
    return _COUNTED if isinstance(argument, range) else _EACH


def loop(function: Any, types: Types, kinds: str, offsets: Sequence[int]) -> Loop:
    """A loop over a function.

    Args:
        function: As ctypes knows it, with its types declared.
        types: These types.
        kinds: Which of its first arguments change from call to call (``kinds_of``).
        offsets: Where the function writes to in each row, in bytes, by its other arguments. With none, what
            it returns is kept.
    """
    make = _interpreted if LuaRuntime is None else _compiled
    return make(function, types, kinds, tuple(offsets))


# ---- Compiled --------------------------------------------------------------------------------

_LOOP = """
local ffi = require("ffi")
return function(address)
    local call = ffi.cast("{result}(*)({types})", address)
    return function(count, into, row{names})
        into = ffi.cast("{into}", into)
        {casts}
        for i = 0, count - 1 do
            {keeps}call({passed})
        end
    end
end
"""


@cache
def _runtime() -> Any:
    return LuaRuntime(register_eval=False, register_builtins=False)


def _compiled(function: Any, types: Types, kinds: str, offsets: tuple[int, ...]) -> Loop:
    names, casts, passed = "", [], []
    for number, (kind, type_name) in enumerate(zip(kinds, types.arguments, strict=False)):
        name = f"a{number}"
        if kind == _COUNTED:
            passed.append("i")
            continue
        names += f", {name}"
        passed.append(name if kind == _SAME else f"{name}[i]")
        if kind == _EACH:
            pointer = "void**" if type_name == "void*" else "int64_t*"
            casts.append(f'{name} = ffi.cast("{pointer}", {name})')
        elif type_name == "void*":
            casts.append(f'{name} = ffi.cast("void*", {name})')
    passed.extend(f"into + (i * row + {offset})" for offset in offsets)
    text = _LOOP.format(
        result=types.result,
        types=", ".join(types.arguments),
        into="char*" if offsets else _RESULTS.get(types.result, "int64_t*"),
        names=names,
        casts="\n        ".join(casts),
        keeps="" if offsets else "into[i] = ",
        passed=", ".join(passed),
    )
    run = _runtime().execute(text)(ctypes.cast(function, ctypes.c_void_p).value)

    def fill(into: NDArray[Any], arguments: tuple[Argument, ...]) -> None:
        # The arrays must live as long as the loop runs.
        passed = [item if isinstance(item, int | float) else np.ascontiguousarray(item, np.int64)
                  for item in arguments if not isinstance(item, range)]
        run(len(into), _address(into), into.strides[0], *map(_address, passed))

    return fill


def _address(argument: Any) -> int | float:
    address: int | float = argument if isinstance(argument, int | float) else argument.ctypes.data
    return address


# ---- Interpreted -----------------------------------------------------------------------------


def _interpreted(function: Any, _types: Types, _kinds: str, offsets: tuple[int, ...]) -> Loop:
    def fill(into: NDArray[Any], arguments: tuple[Argument, ...]) -> None:
        passed = map(_many, arguments)
        if not offsets:
            into[:] = np.fromiter(map(function, *passed), into.dtype, len(into))
            return
        first, row = into.ctypes.data, into.strides[0]
        places = (range(first + at, first + at + row * len(into), row) for at in offsets)
        deque(map(function, *passed, *places), maxlen=0)

    return fill


def _many(argument: Argument) -> Iterable[Any]:
    if isinstance(argument, int | float):
        return repeat(argument)
    return argument if isinstance(argument, range) else argument.tolist()
