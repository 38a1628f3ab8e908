"""Fixtures for the tests of extraction.

Belongs here: what more than one of its modules needs. Does not belong here: documents (``tests.support``).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dagster_project.extraction.pdf.scans import engine


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pictures cannot be read, whatever is installed."""
    monkeypatch.setattr(engine, "_PACKAGES", ("no_such_package",))
    engine.available.cache_clear()
    yield
    engine.available.cache_clear()
