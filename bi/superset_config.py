"""Superset's settings: loopback only, everything it keeps in one folder, nothing sent anywhere.

Belongs here: what differs from Superset's defaults. Does not belong here: dashboards (``bundle``).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader
from superset.config import TALISMAN_CONFIG as _TALISMAN
from superset.utils.log import AbstractEventLogger

_HOME = Path(os.environ["FISCAL_BI_HOME"])

SECRET_KEY = (_HOME / "secret_key").read_text(encoding="ascii")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"
DATA_DIR = str(_HOME)

# Pages load from this machine alone: Superset's own list names addresses for maps and for counting its users.
TALISMAN_CONFIG = _TALISMAN | {
    "content_security_policy": _TALISMAN["content_security_policy"]
    | {
        "img-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
    },
    # Served on loopback without TLS.
    "session_cookie_secure": False,
}
SESSION_COOKIE_SAMESITE = "Lax"
FEATURE_FLAGS = {"DASHBOARD_RBAC": False, "ALERT_REPORTS": False}
# A dashboard asks the file each time; what was published last is what it shows.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}}
ROW_LIMIT = 10_000
LOG_LEVEL = "ERROR"
# One writer at a time: threads wait for each other.
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 60}}


class _Silent(AbstractEventLogger):
    """Keeps no record of who looked at what: each look would be written into SQLite."""

    def log(self, *_: Any, **__: Any) -> None:
        """Nothing."""


EVENT_LOGGER = _Silent()
# Requests of several dashboards at once come from this machine.
RATELIMIT_ENABLED = False
WTF_CSRF_ENABLED = True


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: N802
    """Adds what Superset's pages lack for phones: that they are as wide as the screen."""
    app.jinja_loader = ChoiceLoader([FileSystemLoader(Path(__file__).parent / "templates"), app.jinja_loader])


def DB_CONNECTION_MUTATOR(  # noqa: N802
    uri: Any, params: dict[str, Any], *_: Any
) -> tuple[Any, dict[str, Any]]:
    """Opens the release that is published now, under a name of its own.

    In one process DuckDB opens a path once, and shares it while anyone uses it: with queries that overlap,
    a dashboard would see the former release until none ran. A link for each release has its own path.
    """
    if uri.drivername != "duckdb" or not uri.database:
        return uri, params
    published = Path(uri.database)
    state = published.stat()
    release = _HOME / "open" / f"{state.st_ino}-{state.st_mtime_ns}"
    link = release / published.name
    if not link.is_symlink():
        # Queries that have a former release open keep it without its link.
        shutil.rmtree(release.parent, ignore_errors=True)
        release.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            link.symlink_to(published)
    return uri.set(database=str(link)), params
