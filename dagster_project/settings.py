"""Where things lie: the folders and files of one run, from the environment or the defaults.

Belongs here: paths and numbers that an operator sets, and the switches that keep the
libraries offline. Does not belong here: what is done in those places.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Set before the libraries are imported: each reads its switch once.
_OFFLINE = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


class SettingsError(ValueError):
    """A setting cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The places and numbers of a run; relative paths count from the project's root.

    Attributes:
        raw_dir: The source documents (``FISCAL_RAW_DIR``).
        warehouse: The published file (``FISCAL_WAREHOUSE``).
        home: Build file, Data Docs, logs, Dagster's home (``FISCAL_HOME``).
        jobs: Documents read at a time (``FISCAL_JOBS``).
    """

    raw_dir: Path
    warehouse: Path
    home: Path
    jobs: int

    @property
    def build_file(self) -> Path:
        """The private DuckDB file in which a refresh works; its catalog is named ``fiscal``."""
        return self.home / "build" / "fiscal.duckdb"

    @property
    def data_docs_dir(self) -> Path:
        """Great Expectations' Data Docs."""
        return self.home / "data_docs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance: runs, events, schedules."""
        return self.home / "dagster"

    @property
    def dbt_target_dir(self) -> Path:
        """Artefacts of dbt."""
        return self.home / "dbt" / "target"

    @property
    def log_dir(self) -> Path:
        """Logs of dbt and of refreshes."""
        return self.home / "logs"

    @property
    def lock_file(self) -> Path:
        """Held by the one refresh that may run."""
        return self.home / "refresh.lock"

    def as_environment(self) -> dict[str, str]:
        """The same settings as environment variables, for processes this one starts."""
        return {
            "FISCAL_RAW_DIR": str(self.raw_dir),
            "FISCAL_WAREHOUSE": str(self.warehouse),
            "FISCAL_HOME": str(self.home),
            "FISCAL_JOBS": str(self.jobs),
            "FISCAL_BUILD_FILE": str(self.build_file),
            "DBT_TARGET_PATH": str(self.dbt_target_dir),
            "DBT_LOG_PATH": str(self.log_dir),
            "DAGSTER_HOME": str(self.dagster_home),
        }


def go_offline(environment: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Switch off the telemetry of Dagster, dbt and Great Expectations.

    Args:
        environment: Where the switches are set; this process's own by default.
    """
    environment.update(_OFFLINE)


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Args:
        environment: Variable names to values.

    Returns:
        The settings, all paths absolute.

    Raises:
        SettingsError: A value cannot be used.
    """
    return Settings(
        raw_dir=_path(environment, "FISCAL_RAW_DIR", "raw"),
        warehouse=_path(environment, "FISCAL_WAREHOUSE", "warehouse/fiscal.duckdb"),
        home=_path(environment, "FISCAL_HOME", ".fiscal"),
        jobs=_jobs(environment),
    )


def _path(environment: Mapping[str, str], name: str, default: str) -> Path:
    value = environment.get(name) or default
    return (PROJECT_ROOT / Path(value).expanduser()).resolve()


def _jobs(environment: Mapping[str, str]) -> int:
    value = environment.get("FISCAL_JOBS") or str(os.cpu_count() or 1)
    if not value.isdigit() or int(value) < 1:
        raise SettingsError(
            f"FISCAL_JOBS is {value!r}; set it to a whole number of 1 or more, or leave it out."
        )
    return int(value)
