"""Text from documents and names gives no orders to terminals, spreadsheets and pages."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress as Bar
from rich.table import Table

from dagster_project.output.console import SafeConsole
from dagster_project.output.progress import BarProgress, PlainProgress
from dagster_project.output.safe_text import for_json, for_spreadsheet, for_terminal

ORDERS = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.\r\x00收入"


def printed(*things: object) -> str:
    stream = io.StringIO()
    SafeConsole(file=stream, width=80, force_terminal=False).print(*things, markup=False)
    return stream.getvalue()


def test_a_terminal_is_shown_control_characters_and_obeys_none() -> None:
    assert for_terminal(ORDERS) == r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.\x0d\x00收入"
    assert for_terminal("一行\n二行", keep="\n") == "一行\n二行"
    assert for_terminal("普通的 text, 1,234.50 “引”") == "普通的 text, 1,234.50 “引”"


@given(st.text())
def test_no_text_reaches_a_terminal_with_an_order_in_it(text: str) -> None:
    shown = for_terminal(text)
    shown.encode()
    assert all(character.isprintable() or character.isspace() for character in shown if character < "\xa0")


@given(st.dictionaries(st.text(), st.text()))
def test_json_means_the_same_and_holds_no_order(value: dict[str, str]) -> None:
    shown = for_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(shown) == value
    assert for_terminal(shown, keep="\n") == shown


def test_the_console_is_safe_in_lines_and_in_tables() -> None:
    table = Table()
    table.add_column(ORDERS)
    table.add_row(ORDERS)
    for thing in (ORDERS, table):
        shown = printed(thing)
        assert not set(shown) & set("\x1b\x07\x9b\u202e\x00")
        assert r"\x1b]0;owned" in shown


def test_the_progress_shows_any_name() -> None:
    stream = io.StringIO()
    console = SafeConsole(file=stream, force_terminal=True, width=120)
    with Bar("[progress.description]{task.description}", console=console) as bar:
        progress = BarProgress(bar)
        progress.start(2)
        progress.advance("[/bold] [link=file:///etc/passwd]x[/link].pdf")
        progress.advance("\x1b]0;owned\x07.pdf")
        bar.refresh()
    assert "\x1b]0;owned" not in stream.getvalue()
    assert r"\x1b]0;owned" in stream.getvalue()
    plain = PlainProgress(console)
    plain.start(1)
    plain.advance("[/bold]")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =HYPERLINK(1)",
        "＝1+1",
        "-1-1",
        "+A1",
    ],
)
def test_a_formula_like_text_becomes_text(text: str) -> None:
    assert for_spreadsheet(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "-", "--", "-12.50", "+3", "-1,234.00", "−5", "合计", "2024-01-01", "其中：=", "-3.5%"]
)
def test_numbers_and_words_stay_as_they_are_printed(text: str) -> None:
    assert for_spreadsheet(text) == text


def test_what_xml_forbids_is_left_out_of_spreadsheets() -> None:
    assert for_spreadsheet("收\x0b入\ud800") == "收\ufffd入\ufffd"
