"""Takes pictures of the dashboards as a browser shows them, logged in, at desktop and phone width.

    .venv-bi/bin/python -m tools.checks.dashboard_pictures FOLDER [--port 8088] [--only overview]

Belongs here: driving Chromium over its own protocol, for Superset has no page without a login.
Does not belong here: what the pages must show; a person looks at the pictures.

Runs in .venv-bi while ``make bi`` serves; that environment has the websocket client.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websocket

_SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}
_DASHBOARDS = ("overview", "department", "three_public", "procurement", "quality")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=zh-CN",
)
_WAIT = 60
_READY = """
(() => {
  const charts = document.querySelectorAll('.dashboard-component-chart-holder');
  const busy = document.querySelectorAll('[data-test="loading-indicator"], .loading, .ant-skeleton');
  return charts.length > 0 && busy.length === 0;
})()
"""


def _with_fonts(folder: Path) -> Path:
    """A folder of data with the Chinese font that the project installs, for machines that have none."""
    for package in Path.cwd().glob(".venv/lib/*/site-packages/paperang_p2_fonts_cjk"):
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data" / "fonts").symlink_to(package)
    return folder / "data"


class Browser:
    """One page of a Chromium without a window."""

    def __init__(self, profile: str) -> None:
        self._process = subprocess.Popen(
            [
                os.environ.get("CHROMIUM", "chromium"),
                *_OPTIONS,
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                "--remote-allow-origins=*",
                "about:blank",
            ],
            env=os.environ | {"XDG_DATA_HOME": str(_with_fonts(Path(profile)))},
            stderr=subprocess.PIPE,
            text=True,
        )
        port = self._port()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            page = next(one for one in json.load(answer) if one["type"] == "page")
        self._socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=_WAIT)
        self._count = 0
        for domain in ("Page", "Network"):
            self.ask(f"{domain}.enable")

    def _port(self) -> int:
        for line in self._process.stderr or ():
            if "DevTools listening on" in line:
                return int(line.rsplit(":", 1)[1].split("/")[0])
        raise RuntimeError("Chromium did not start")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv())
            if answer.get("id") == self._count:
                return answer.get("result", {})

    def run(self, script: str) -> Any:
        """The value of a script on the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return found.get("result", {}).get("value")

    def open(self, url: str, until: str) -> bool:
        """Opens a page and waits until a script on it says true."""
        self.ask("Page.navigate", url=url)
        end = time.monotonic() + _WAIT
        while time.monotonic() < end:
            time.sleep(0.5)
            if self.run(until):
                return True
        return False

    def picture(self, file: Path, width: int, height: int) -> None:
        """Writes what a screen of this size shows."""
        shown = self.ask("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shown["data"]))

    def size(self, width: int, height: int, *, is_phone: bool) -> None:
        """Sets the size of the screen."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=is_phone,
        )

    def end(self) -> None:
        """Ends the browser."""
        self._process.terminate()
        self._process.wait()


def main() -> None:
    """Logs in and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--home", type=Path, default=Path(".fiscal/bi"), help="Superset's folder")
    parser.add_argument("--only", nargs="*", default=_DASHBOARDS)
    parser.add_argument("--tall", type=int, default=0, help="height of the screen instead of the usual one")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    place = f"http://127.0.0.1:{asked.port}"
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        try:
            _log_in(browser, place, (asked.home / "password").read_text())
            for name in asked.only:
                for size, (width, height) in _SIZES.items():
                    browser.size(width, asked.tall or height, is_phone=size == "phone")
                    is_ready = browser.open(_url(place, name, size), _READY)
                    time.sleep(3)
                    file = asked.folder / f"{name}_{size}.png"
                    browser.picture(file, width, height)
                    sys.stdout.write(f"{file}{'' if is_ready else ' (still loading)'}\n")
        finally:
            browser.end()


def _url(place: str, name: str, size: str) -> str:
    # On a phone without Superset's own head, which is wider than the screen.
    return f"{place}/superset/dashboard/{name}{'_phone/?standalone=2' if size == 'phone' else '/'}"


def _log_in(browser: Browser, place: str, password: str) -> None:
    browser.open(f"{place}/login/", "document.readyState === 'complete'")
    told = browser.run(
        f"""(async () => {{
          const token = await fetch('/login/').then(r => r.text()).then(t =>
            (t.match(/csrf_token&#34;: ?&#34;(.*?)&#34;/) || t.match(/name="csrf_token"[^>]*value="(.*?)"/)
              || [])[1]);
          const form = new URLSearchParams({{username: 'admin', password: {json.dumps(password)}}});
          if (token) form.set('csrf_token', token);
          const answer = await fetch('/login/', {{method: 'POST', body: form}});
          return answer.status + ' ' + answer.url + ' ' + (token ? 'token' : 'no token');
        }})()"""
    )
    sys.stdout.write(f"login: {told}\n")


if __name__ == "__main__":
    main()
