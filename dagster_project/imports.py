"""Importing large packages in less time.

Belongs here: what makes imports quicker and changes nothing else.
Does not belong here: which packages they are.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def without_collecting() -> Iterator[None]:
    """Looks for no garbage meanwhile: what is imported stays, and looking takes a fifth of an import."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


class _WhenUsed(ModuleType):
    """Stands for a module until something in it is wanted; its file and package it tells by itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def import_when_used(name: str) -> None:
    """Lets a module be imported when somebody uses what is in it, whoever imports it before."""
    spec = find_spec(name)
    if name in sys.modules or spec is None:
        return
    module = sys.modules[name] = _WhenUsed(name)
    module.__file__, module.__spec__, module.__package__ = spec.origin, spec, spec.parent
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
