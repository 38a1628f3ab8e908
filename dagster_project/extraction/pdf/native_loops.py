"""Loops that ask functions of a C library about each of many things, and keep what they tell in one array.

Belongs here: how such a loop is made. Does not belong here: which functions are asked.

LuaJIT compiles these loops while they run: a call takes some nanoseconds. Where it is not installed, ``map``
makes the same calls from Python, thirty times slower.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
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
# The same for all calls, counted from 0, or one for each call.
Argument = int | float | range | Numbers
# A row of these for each thing.
Rows = NDArray[Any]

_DECLARED = re.compile(r"(?:(\w+) = )?([\w ]+) (\w+)\((.*)\)")
# A field, perhaps one element of it.
_FIELD = re.compile(r"(\w+)(?:\[(\d+)\])?")
_TYPES: dict[str, tuple[Any, Any]] = {
    "int": (ctypes.c_int, np.intc),
    "unsigned int": (ctypes.c_uint, np.uintc),
    "float": (ctypes.c_float, np.float32),
    "double": (ctypes.c_double, np.float64),
    "intptr_t": (ctypes.c_ssize_t, np.intp),
}


@dataclass(frozen=True, slots=True)
class _Parameter:
    """What is passed to a function: its type in C, and where it comes from."""

    type_name: str
    name: str

    @property
    def is_place(self) -> bool:
        """True for a place that the function writes to."""
        return self.type_name.endswith("*")


@dataclass(frozen=True, slots=True)
class _Call:
    """A function, what is passed to it, and the field that keeps its result, if any does."""

    function: Any
    result: str
    field: str | None
    parameters: tuple[_Parameter, ...]


class Loop:
    """Functions that are called one after the other for each of many things.

    They are declared as in C, with the names of what is passed for the names of their parameters:
    ``kind = int GetKind(intptr_t item)`` keeps a result in the field ``kind``, ``int GetBox(intptr_t item,
    float* box)`` lets the function write to the field ``box``, ``float* box[2]`` to its third element. A
    name is a field of the row that is filled, or what the loop is called with. Addresses are ``intptr_t``.
    """

    def __init__(
        self, library: Any, fields: Sequence[tuple[Any, ...]], *declared: str, **default: Sequence[float]
    ) -> None:
        """A loop that is made when it is called first.

        Args:
            library: The library, as ctypes has opened it.
            fields: The fields of a row, as numpy names them.
            declared: The functions.
            default: What is in a field before any function is called, where that is not 0.
        """
        self._dtype = np.dtype(list(fields), align=True)
        self._calls = [_call(library, text) for text in declared]
        self._default = default
        self._run: Callable[..., None] | None = None

    def __call__(self, **given: Argument) -> Rows:
        """A row for each thing that is counted or of which an argument tells.

        Args:
            given: The parameters that are no fields; always of the same kinds.
        """
        count = next(len(item) for item in given.values() if not isinstance(item, (int, float)))
        rows = np.zeros(count, self._dtype)
        for name, value in self._default.items():
            rows[name] = value
        if count:
            if self._run is None:
                make = _interpreted if LuaRuntime is None else _compiled
                self._run = make(self._calls, self._dtype, given)
            self._run(rows, given)
        return rows


def _call(library: Any, declared: str) -> _Call:
    parts = _DECLARED.fullmatch(declared)
    assert parts is not None, declared  # noqa: S101 - written in this program
    field, result, name, parameters = parts.groups()
    passed = tuple(_Parameter(*text.rsplit(" ", 1)) for text in parameters.split(", "))
    function = library[name]
    function.restype = _TYPES[result][0]
    function.argtypes = [ctypes.c_void_p if item.is_place else _TYPES[item.type_name][0] for item in passed]
    return _Call(function, result, field, passed)


def _offset(name: str, dtype: np.dtype[Any]) -> int | None:
    """Where in a row a field, or its element, begins; None for a name that is no field."""
    parts = _FIELD.fullmatch(name)
    if parts is None or dtype.fields is None or parts[1] not in dtype.fields:
        return None
    kind, offset = dtype.fields[parts[1]][:2]
    return int(offset + kind.base.itemsize * int(parts[2] or 0))


def _address(argument: Any) -> int | float:
    if isinstance(argument, (int, float)):
        return argument
    address: int = argument.ctypes.data
    return address


# ---- Compiled --------------------------------------------------------------------------------

_LOOP = """
local ffi = require("ffi")
return function({functions})
    {casts}
    return function(count, rows{names})
        rows = ffi.cast("char*", rows)
        {arrays}
        for i = 0, count - 1 do
            local row = rows + i * {size}
            {calls}
        end
    end
end
"""


@cache
def _runtime() -> Any:
    return LuaRuntime(register_eval=False, register_builtins=False)


def _compiled(
    calls: Sequence[_Call], dtype: np.dtype[Any], given: Mapping[str, Argument]
) -> Callable[..., None]:
    names = [name for name, item in given.items() if not isinstance(item, range)]
    each = [name for name in names if not isinstance(given[name], (int, float))]
    addresses = (ctypes.cast(call.function, ctypes.c_void_p).value for call in calls)
    run = _runtime().execute(_program(calls, dtype, names, each))(*addresses)

    def fill(rows: Rows, given: Mapping[str, Argument]) -> None:
        # The arrays must live as long as the loop runs.
        held = [
            given[name] if name not in each else np.ascontiguousarray(given[name], np.int64) for name in names
        ]
        run(len(rows), rows.ctypes.data, *map(_address, held))

    return fill


def _program(calls: Sequence[_Call], dtype: np.dtype[Any], names: list[str], each: list[str]) -> str:
    """The loop in Lua.

    Args:
        calls: The functions that it calls.
        dtype: A row.
        names: What it is called with; whatever else is no field counts the rows.
        each: Those of them that are arrays.
    """

    def passed(item: _Parameter) -> str:
        offset = _offset(item.name, dtype)
        if offset is not None:
            return f"row + {offset}" if item.is_place else _element(item.type_name, offset)
        if item.name in each:
            return f"{item.name}[i]"
        return item.name if item.name in names or item.name.isdigit() else "i"

    lines, casts = [], []
    for number, call in enumerate(calls):
        casts.append(f'f{number} = ffi.cast("{_pointer(call)}", f{number})')
        line = f"f{number}({', '.join(map(passed, call.parameters))})"
        if call.field is not None:
            line = f"{_element(call.result, _offset(call.field, dtype) or 0)} = {line}"
        lines.append(line)
    return _LOOP.format(
        functions=", ".join(f"f{number}" for number in range(len(calls))),
        casts="\n    ".join(casts),
        names="".join(f", {name}" for name in names),
        arrays="\n        ".join(f'{name} = ffi.cast("int64_t*", {name})' for name in each),
        size=dtype.itemsize,
        calls="\n            ".join(lines),
    )


def _element(type_name: str, offset: int) -> str:
    return f'ffi.cast("{type_name}*", row + {offset})[0]'


def _pointer(call: _Call) -> str:
    """The type of a pointer to a function in C."""
    types = ("void*" if item.is_place else item.type_name for item in call.parameters)
    return f"{call.result}(*)({', '.join(types)})"


# ---- Interpreted -----------------------------------------------------------------------------


def _interpreted(
    calls: Sequence[_Call], dtype: np.dtype[Any], _given: Mapping[str, Argument]
) -> Callable[..., None]:
    def passed(item: _Parameter, rows: Rows, given: Mapping[str, Argument]) -> Iterable[Any]:
        offset = _offset(item.name, dtype)
        if offset is None:
            found = given.get(item.name)
            if found is None or isinstance(found, (int, float)):
                return repeat(int(item.name) if found is None else found)
            return found if isinstance(found, range) else found.tolist()
        if item.is_place:
            first = rows.ctypes.data + offset
            return range(first, first + len(rows) * dtype.itemsize, dtype.itemsize)
        values: list[Any] = rows[item.name].tolist()
        return values

    def fill(rows: Rows, given: Mapping[str, Argument]) -> None:
        for call in calls:
            made = map(call.function, *(passed(item, rows, given) for item in call.parameters))
            if call.field is None:
                # ``map`` ends with the shortest of what is passed.
                deque(made, maxlen=0)
            else:
                rows[call.field] = np.fromiter(made, rows.dtype[call.field], len(rows))

    return fill
