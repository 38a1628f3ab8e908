"""Importing and running large packages in less time.

Belongs here: what makes imports and what follows them quicker and changes nothing else.
Does not belong here: which packages they are.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


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


def collect_seldom() -> None:
    """Looks for garbage seldom from now on, in a process that builds large graphs and ends soon.

    A manifest of dbt, a syntax tree or Dagster's graph is looked through again and again and keeps all it
    has: up to a quarter of the time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def import_when_used(name: str) -> None:
    """Lets a module be imported when somebody asks for what is in it, whoever imports it before.

    ``importlib.util.LazyLoader`` imports it as soon as it is named in ``import``: Python looks whether it is
    ready.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)
    parent, _, child = name.rpartition(".")

    def attribute_of_module(attribute: str) -> object:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        module = import_module(name)
        if parent:
            setattr(sys.modules[parent], child, module)
        return getattr(module, attribute)

    stand_in.__getattr__ = attribute_of_module  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    if parent:
        setattr(import_module(parent), child, stand_in)


def stand_in_for(name: str) -> None:
    """Lets what is imported from a module be empty classes, for who lists them and asks nothing of them.

    Where such a class is asked for anything it fails.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)

    def empty_class(attribute: str) -> type:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        found = type(attribute, (), {"__module__": name})
        setattr(stand_in, attribute, found)
        return found

    stand_in.__getattr__ = empty_class  # type: ignore[method-assign]
    sys.modules[name] = stand_in


def do_without(name: str) -> None:
    """Lets a package be absent for who imports it merely because it is there; not one that is imported.

    DuckDB imports pandas, half a second of a processor, before it takes the first parameter of a query.
    """
    # None is how Python writes down that an import fails.
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
