"""Superset with the dashboards, on loopback. Runs in .venv-bi, which knows nothing of the pipeline.

Belongs here: Superset's metadata, its one user, the import, serving.
Does not belong here: what the dashboards hold (``bundle``).
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_USER = "admin"


def main() -> None:
    """Prepares Superset's folder, imports the dashboards, and serves them until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m bi.server")
    parser.add_argument("port", type=int)
    parser.add_argument("--no-serve", action="store_true")
    asked = parser.parse_args()
    home = Path(os.environ["FISCAL_BI_HOME"])
    _kept(home / "secret_key", lambda: secrets.token_urlsafe(48))
    password = _kept(home / "password", lambda: secrets.token_urlsafe(18))
    _set_up(home, password, json.loads((home / "import.json").read_text(encoding="utf-8")))
    if asked.no_serve:
        return
    sys.stdout.write(
        f"Dashboards on http://127.0.0.1:{asked.port}/superset/dashboard/overview/\n"
        f"User {_USER}, password {password} (kept in {home / 'password'}); Ctrl-C stops it.\n"
    )
    sys.stdout.flush()
    # Threads of one process: all of them see the release that DuckDB opened.
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{asked.port}", "--workers", "1"]
    options = ["--worker-class", "gthread", "--threads", "8", "--timeout", "120", "--log-level", "warning"]
    # A question that is being answered does not hold up Ctrl-C for half a minute.
    options += ["--graceful-timeout", "2"]
    os.execv(sys.executable, [*gunicorn, *options, "superset.app:create_app()"])


def _kept(file: Path, make: Callable[[], str]) -> str:
    """A secret that is made once, and that only this user can read."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as fresh:
            fresh.write(make())
    return file.read_text(encoding="ascii")


def _set_up(home: Path, password: str, files: dict[str, str]) -> None:
    from superset.app import create_app

    version = Path(__file__).with_name("requirements.lock").read_bytes()
    is_new = not (home / "set_up").exists() or (home / "set_up").read_bytes() != version
    if is_new:
        sys.stdout.write("Setting up Superset's own database (once; about a minute)\n")
        sys.stdout.flush()
        superset = Path(sys.executable).with_name("superset")
        for command in (["db", "upgrade"], ["init"]):
            subprocess.run([superset, *command], check=True, stdout=subprocess.DEVNULL, stderr=_log(home))
        (home / "set_up").write_bytes(version)
    logging.disable(logging.WARNING)
    app = create_app()
    with app.app_context():
        user = _user(app, password)
        _import(user, files)
    logging.disable(logging.NOTSET)


def _log(home: Path) -> Any:
    return (home / "set_up.log").open("ab")


def _user(app: Any, password: str) -> Any:
    security = app.appbuilder.sm
    found = security.find_user(_USER)
    if found is None:
        role = security.find_role("Admin")
        security.add_user(_USER, "Fiscal", "Warehouse", "admin@localhost", role, password=password)
        found = security.find_user(_USER)
    return found


def _import(user: Any, files: dict[str, str]) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    with override_user(user):
        # Overwrites what was imported before; what people made themselves stays.
        ImportAssetsCommand(files).run()


if __name__ == "__main__":
    main()
