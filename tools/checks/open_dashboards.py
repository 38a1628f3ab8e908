"""Holds dashboards open while the warehouse is published again and again: each query shows the last release.

    .venv/bin/python -m tools.checks.open_dashboards --port 8088 --home .fiscal/bi [--publications 20]

Belongs here: publishing changed copies of the warehouse that ``make bi`` serves, and asking Superset for the
same chart after each. Does not belong here: pictures (``dashboard_pictures``).

Give the server a copy of a warehouse (FISCAL_WAREHOUSE): each publication adds a yuan to an amount.
Other readers ask all the while, so that Superset's process never closes the file.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import duckdb

from dagster_project.release.warehouse_file import publish
from dagster_project.settings import Settings

_DATASET = "v_expenditure_all"
_SUM = {"label": "yuan", "expressionType": "SQL", "sqlExpression": "sum(amount_yuan)"}


class Superset:
    """Superset's own interface, as a browser with an open dashboard uses it."""

    def __init__(self, place: str, password: str) -> None:
        self._place = place
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = self._read("/login/")
        found = re.search(r'name="csrf_token"[^>]*value="(.*?)"', page) or re.search(
            r"csrf_token&#34;: ?&#34;(.*?)&#34;", page
        )
        token = {"csrf_token": found.group(1)} if found else {}
        form = {"username": "admin", "password": password} | token
        self._read("/login/", urllib.parse.urlencode(form).encode())
        self._token = json.loads(self._read("/api/v1/security/csrf_token/"))["result"]
        self._dataset = next(
            one["id"]
            for one in json.loads(self._read("/api/v1/dataset/?q=(page_size:100)"))["result"]
            if one["table_name"] == _DATASET
        )

    def total(self) -> float:
        """The sum that a chart of all expenditure shows."""
        query = {"metrics": [_SUM], "columns": [], "filters": [], "row_limit": 1}
        asked = {
            "datasource": {"id": self._dataset, "type": "table"},
            "queries": [query],
            "result_format": "json",
            "result_type": "full",
        }
        told = json.loads(self._read("/api/v1/chart/data", json.dumps(asked).encode(), "application/json"))
        return float(told["result"][0]["data"][0]["yuan"])

    def _read(self, path: str, content: bytes | None = None, kind: str | None = None) -> str:
        request = urllib.request.Request(self._place + path, content)  # noqa: S310
        request.add_header("Referer", self._place)
        if kind:
            request.add_header("Content-Type", kind)
            request.add_header("X-CSRFToken", self._token)
        with self._opener.open(request, timeout=120) as answer:
            text: str = answer.read().decode()
            return text


@contextmanager
def _others(superset: Superset, errors: list[str]) -> Iterator[None]:
    """Two readers who ask without a pause."""
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            try:
                superset.total()
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def main() -> None:
    """Publishes, asks, compares; ends with 1 when a release was not seen or a query failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--home", type=Path, default=Path(".fiscal/bi"), help="Superset's folder")
    parser.add_argument("--publications", type=int, default=20)
    asked = parser.parse_args()
    warehouse = Settings.load().warehouse_file
    superset = Superset(f"http://127.0.0.1:{asked.port}", (asked.home / "password").read_text())
    errors: list[str] = []
    seen = 0
    with tempfile.TemporaryDirectory(dir=warehouse.parent) as folder, _others(superset, errors):
        build = Path(folder) / "build.duckdb"
        shutil.copy(warehouse, build)
        for number in range(1, asked.publications + 1):
            expected = _published(build, warehouse)
            shown = superset.total()
            seen += shown == expected
            sys.stdout.write(f"publication {number}: published {expected:,.2f}, shown {shown:,.2f}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{seen} of {asked.publications} seen at the next query; {len(errors)} failed queries\n")
    sys.stdout.writelines(f"{error}\n" for error in sorted(set(errors)))
    sys.exit(0 if seen == asked.publications and not errors else 1)


def _published(build: Path, warehouse: Path) -> float:
    with duckdb.connect(build) as connection:
        connection.execute("""
            update marts.fct_expenditure set amount_yuan = amount_yuan + 1
            where amount_key = (select min(amount_key) from marts.fct_expenditure_consolidated)
        """)
        ((total,),) = connection.execute(f"select sum(amount_yuan) from marts.{_DATASET}").fetchall()
    publish(build, warehouse)
    return float(total)


if __name__ == "__main__":
    main()
