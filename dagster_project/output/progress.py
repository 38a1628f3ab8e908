"""How far a refresh has come: bars and clocks on a terminal, a few plain lines elsewhere.

Belongs here: what a person sees while documents are read, models are built and so on.
Does not belong here: doing it (``loading.load``, ``assets``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from dagster_project.output.console import SafeConsole

# Plain output goes to logs, which need no line for each of a thousand files.
_PLAIN_STEPS = 10


class Progress(Protocol):
    """Told how far a load is; the caller decides how that is shown."""

    def start(self, total: int) -> None:
        """Called once with the number of files to read."""

    def advance(self, name: str) -> None:
        """Called after each file."""

    def note(self, text: str) -> None:
        """Called with what a person should know."""


class PlainProgress:
    """A line at the start and after each tenth of the documents."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._done = 0

    def start(self, total: int) -> None:
        """Says how many documents will be read."""
        self._total = total
        if total:
            self._console.print(f"Reading {total} new or changed documents")

    def advance(self, name: str) -> None:
        """Counts one document; ``name`` is its path in the raw folder."""
        self._done += 1
        if self._done % -(-self._total // _PLAIN_STEPS) == 0 or self._done == self._total:
            self._console.print(f"  {self._done} of {self._total} read")

    def note(self, text: str) -> None:
        """Prints it on a line of its own."""
        self._console.print(text, markup=False, soft_wrap=True)


class BarProgress:
    """A bar with the documents read and the time left."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def start(self, total: int) -> None:
        """Shows the bar, empty."""
        self._task = self._bar.add_task("Reading documents", total=total) if total else None

    def advance(self, name: str) -> None:
        """Counts one document and shows its path in the raw folder."""
        if self._task is not None:
            self._bar.update(self._task, advance=1, description=escape(name))

    def note(self, text: str) -> None:
        """Prints it above the bar."""
        self._bar.console.print(text, markup=False, soft_wrap=True)


@contextmanager
def progress_reporter() -> Iterator[Progress]:
    """The reporter that fits where this process's standard error goes.

    The stream it was started with: a refresh from the command line sends what libraries write
    to ``sys.stderr`` into its log.
    """
    console = SafeConsole(file=sys.__stderr__)
    if not console.is_terminal:
        yield PlainProgress(console)
        return
    columns = (
        MofNCompleteColumn(),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", table_column=None),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        yield BarProgress(bar)


@contextmanager
def phase_shown(text: str) -> Iterator[None]:
    """Says what goes on meanwhile, and on a terminal for how long already."""
    console = SafeConsole(file=sys.__stderr__)
    if not console.is_terminal:
        console.print(text, markup=False)
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        bar.add_task(escape(text), total=None)
        yield
