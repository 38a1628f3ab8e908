"""``python -m bi``: sets up Superset over the published file and serves it on this machine.

Belongs here: where things are, and starting the process that has Superset.
Does not belong here: Superset itself (``server``), which lives in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from bi.bundle import bundle
from dagster_project.settings import PROJECT_ROOT, Settings

_PYTHON = PROJECT_ROOT / ".venv-bi" / "bin" / "python"
_PORT = 8088


def main() -> None:
    """Writes what is to be imported, and becomes the server."""
    parser = argparse.ArgumentParser(prog="python -m bi", description=__doc__)
    parser.add_argument("--port", type=int, default=_PORT, help="port on 127.0.0.1 (default: %(default)s)")
    parser.add_argument("--no-serve", action="store_true", help="set up and import, and end")
    asked = parser.parse_args()
    settings = Settings.load()
    if not settings.warehouse_file.is_file():
        sys.exit(f"There is no warehouse at {settings.warehouse_file}: run make run first.")
    if not _PYTHON.exists():
        sys.exit("Superset is not installed: run make bi, which installs it in .venv-bi.")
    home = settings.home / "bi"
    environment = prepare(home, settings.warehouse_file)
    command = [str(_PYTHON), "-m", "bi.server", str(asked.port), *(["--no-serve"] if asked.no_serve else [])]
    os.chdir(PROJECT_ROOT)
    os.execve(_PYTHON, command, environment)


def prepare(home: Path, warehouse: Path) -> dict[str, str]:
    """Writes the import into Superset's folder; returns the environment of the process that has Superset."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = bundle(f"duckdb:///{warehouse.resolve()}")
    (home / "import.json").write_text(json.dumps(files, ensure_ascii=False), encoding="utf-8")
    return os.environ | {
        "FISCAL_BI_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(PROJECT_ROOT / "bi" / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "FLASK_APP": "superset.app:create_app()",
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONWARNINGS": "ignore",
    }


if __name__ == "__main__":
    main()
