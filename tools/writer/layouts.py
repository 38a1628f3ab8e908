"""Layouts as data: one YAML file for each publisher's custom, in ``tests/layouts``.

Belongs here: reading a layout file, and varying one form of a layout. Does not belong here:
the traits themselves (``layout``), any figure (``facts``, ``bookkeeping``).

A file holds the fields of :class:`Layout` that differ from their defaults, or from the layout
that it ``extends``. ``forms`` maps each form code to the fields of :class:`FormLayout`; a form of
the extended layout keeps the fields that are not named. A column's ``header`` joins its texts
with ``/`` from top to bottom, its ``measure`` is written ``measure@basis``, and a panel is
written ``side`` or ``side/breakdown``. The rows of a form without panels are listed under ``rows``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.yaml_file import read_yaml
from tools.writer.facts import Measure, Panel
from tools.writer.layout import NO_PANEL, Column, FormLayout, Layout, Line

LAYOUTS_DIR = Path(__file__).resolve().parents[2] / "tests" / "layouts"
_NO_PANEL_KEY = "rows"
_TUPLES = ("above", "repeat_above", "levels", "cover")


class LayoutError(Exception):
    """A layout file that cannot be read as a layout; the message names the file and the key."""


@cache
def load_layout(name: str) -> Layout:
    """The layout of a file in ``tests/layouts``, by the file's name without its suffix.

    Raises:
        LayoutError: there is no such file, or it holds a key that no layout has.
    """
    path = LAYOUTS_DIR / f"{name}.yaml"
    try:
        content = read_yaml(path)
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in LAYOUTS_DIR.glob("*.yaml")))
        raise LayoutError(f"{path} does not exist; layouts are: {known}") from None
    try:
        return layout_of(content)
    except (KeyError, TypeError, ValueError) as error:
        raise LayoutError(f"{path}: {error}") from error


def with_columns(layout: Layout, form_code: str, columns: Sequence[Column]) -> Layout:
    """The same layout with other columns in one form."""
    return _changed(layout, form_code, lambda form: replace(form, columns=tuple(columns)))


def with_unit(layout: Layout, form_code: str, unit: str, decimals: int) -> Layout:
    """The same layout with one form printed in a unit of its own."""
    return _changed(layout, form_code, lambda form: replace(form, unit=unit, decimals=decimals))


def _changed(layout: Layout, form_code: str, change: Callable[[FormLayout], FormLayout]) -> Layout:
    forms = (change(form) if form.form_code == form_code else form for form in layout.forms)
    return replace(layout, forms=tuple(forms))


def layout_of(content: Mapping[str, Any]) -> Layout:
    """The layout of a file's content; KeyError, TypeError or ValueError for what no layout has."""
    own = dict(content)
    base = load_layout(own.pop("extends")) if "extends" in own else Layout(forms=())
    forms = {form.form_code: form for form in base.forms}
    for form_code, changes in (own.pop("forms", None) or {}).items():
        former = forms.get(form_code) or FormLayout(form_code, ())
        forms[form_code] = replace(former, **_form_fields(form_code, changes))
    changed = {key: _layout_field(key, value) for key, value in own.items()}
    return replace(base, forms=tuple(forms.values()), **changed)


def _layout_field(key: str, value: Any) -> Any:
    if key == "first_rows":
        return tuple(tuple(row) for row in value)
    return tuple(value) if key in _TUPLES else value


def _form_fields(form_code: str, content: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields(FormLayout)} - {"form_code"}
    unknown = sorted(set(content) - known)
    if unknown:
        raise ValueError(f"form {form_code}: unknown key {unknown[0]!r}")
    return {key: _form_field(key, value) for key, value in content.items()}


def _form_field(key: str, value: Any) -> Any:
    if key == "columns":
        return tuple(_column(column) for column in value)
    if key == "lines":
        return {_panel(panel): tuple(Line(**line) for line in lines) for panel, lines in value.items()}
    if key == "blocks":
        return tuple(tuple(codes) for codes in value)
    return tuple(value) if key == "levels" else value


def _column(content: Mapping[str, Any]) -> Column:
    own = dict(content)
    own["header"] = tuple(own["header"].split("/"))
    if "measure" in own:
        own["measure"] = Measure.parse(own["measure"])
    if "panel" in own:
        own["panel"] = _panel(own["panel"])
    return Column(**own)


def _panel(text: str) -> Panel:
    if text == _NO_PANEL_KEY:
        return NO_PANEL
    side, _, breakdown = text.partition("/")
    return Panel(side, breakdown or None)
