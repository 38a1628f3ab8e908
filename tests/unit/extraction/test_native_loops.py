"""Loops over functions of PDFium: compiled and called from Python they tell the same."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from dagster_project.extraction.pdf import native_loops
from dagster_project.extraction.pdf.native_loops import Loop

LIBRARY = ctypes.PyDLL(None)
WAYS = ["interpreted"] if native_loops.LuaRuntime is None else ["compiled", "interpreted"]


@pytest.fixture(params=WAYS, autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "interpreted":
        # As where LuaJIT is not installed.
        monkeypatch.setattr(native_loops, "LuaRuntime", None)


def test_results_of_each_call_and_of_those_before_it_are_kept() -> None:
    loop = Loop(
        LIBRARY,
        [("size", np.intc), ("again", np.intc), ("root", np.float64)],
        "size = int abs(int number)",
        "again = int abs(int size)",
        "root = double ldexp(double half, int index)",
        root=(9.0,),
    )
    rows = loop(number=np.array([-3, 4, -(2**31) + 1]), half=0.5, index=range(3))
    assert rows["size"].tolist() == rows["again"].tolist() == [3, 4, 2**31 - 1]
    assert rows["root"].tolist() == [0.5, 1.0, 2.0]


def test_functions_write_to_the_fields_and_elements_that_they_are_given() -> None:
    loop = Loop(
        LIBRARY,
        [("rest", np.float64), ("part", np.float64, 2), ("kept", np.uintc, 2)],
        "rest = double modf(double whole, double* part[1])",
        kept=(7, 8),
    )
    rows = loop(whole=2.75, each=range(2))
    assert rows["rest"].tolist() == [0.75, 0.75]
    assert rows["part"].tolist() == [[0.0, 2.0], [0.0, 2.0]]
    assert rows["kept"].tolist() == [[7, 8], [7, 8]]


def test_addresses_are_passed_whole_and_nothing_is_called_for_nothing() -> None:
    text = ctypes.create_string_buffer(b"12 budgets")
    loop = Loop(LIBRARY, [("number", np.intc)], "number = int atoi(intptr_t text)")
    places = np.array([ctypes.addressof(text), ctypes.addressof(text) + 1])
    assert loop(text=places)["number"].tolist() == [12, 2]
    assert len(loop(text=places[:0])) == 0
