"""Where the pipeline reads, builds and publishes, with how many processes, and what one document may take.

Belongs here: every setting, its default, its check, and the paths derived from it.
Does not belong here: what is done in those places; no other module reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
# The longest document seen, 241 pages, takes 24 seconds and 150 MB on two slow cores.
DEFAULT_SECONDS = 600
DEFAULT_MEMORY_MB = 1024
# A day: who waits longer for one document wants no limit, and a nightly run needs one.
_LONGEST = 86_400
_NIGHTLY = "0 2 * * *"
_CRON_FIELDS = 5
DEFAULT_DUCKDB_MEMORY_MB = 2048
_LEAST_DUCKDB_MEMORY_MB = 512
# A small document takes 30 MB beside the loaded libraries.
_LEAST_MEMORY_MB = 128


class SettingsError(ValueError):
    """A setting is wrong; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Seconds of time and megabytes of memory for one document."""

    seconds: int = DEFAULT_SECONDS
    memory_mb: int = DEFAULT_MEMORY_MB


@dataclass(frozen=True, slots=True)
class Settings:
    """Absolute paths, the number of processes that read documents, and the limits of each document.

    Attributes:
        document_seconds: Time after which the reading of a document is given up.
        document_memory_mb: Memory that reading it may take.
        memory_mb: Memory that DuckDB may take while it builds, before it uses the disk.
        retry: Read quarantined documents again, though nothing changed.
        rebuild: Build and publish though nothing is new.
        prune: Forget documents whose file is gone.
        allow_shrink: Publish a release that lost more than a tenth of its disclosures or amounts.
        releases_kept: Releases that stay beside the warehouse.
        on_success: Commands or webhook addresses, one a line, told of each refresh that ended well.
        on_failure: The same for the others.
        schedule: When Dagster's schedule refreshes, as a cron line of Shanghai's time.
    """

    raw_dir: Path
    warehouse_file: Path
    home: Path
    jobs: int
    document_seconds: int = DEFAULT_SECONDS
    document_memory_mb: int = DEFAULT_MEMORY_MB
    memory_mb: int = DEFAULT_DUCKDB_MEMORY_MB
    retry: bool = False
    rebuild: bool = False
    prune: bool = False
    allow_shrink: bool = False
    releases_kept: int = 7
    on_success: str = ""
    on_failure: str = ""
    schedule: str = _NIGHTLY

    @property
    def build_file(self) -> Path:
        """The private file that a refresh builds; its stem is the catalog's name in dbt."""
        return self.home / "build" / "fiscal.duckdb"

    @property
    def audit_file(self) -> Path:
        """What the last audit of the build file said; publication obeys it."""
        return self.home / "build" / "audit.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one refresh that may run at a time."""
        return self.home / "refresh.lock"

    @property
    def data_docs_dir(self) -> Path:
        """The last audit as pages; begin with index.html."""
        return self.home / "data_docs"

    @property
    def report_dir(self) -> Path:
        """The findings as pages; begin with index.html. Beside the Data Docs, which it links to."""
        return self.home / "report"

    @property
    def changes_dir(self) -> Path:
        """What changed from release to release, as pages; latest.html is the last one."""
        return self.home / "changes"

    @property
    def trace_dir(self) -> Path:
        """Pictures of what was traced."""
        return self.home / "trace"

    @property
    def dagster_home(self) -> Path:
        """Dagster's runs, schedules and event log."""
        return self.home / "dagster"

    @property
    def dbt_dir(self) -> Path:
        """What dbt writes: targets, logs, parsed manifests."""
        return self.home / "dbt"

    @property
    def log_dir(self) -> Path:
        """One file a refresh."""
        return self.home / "logs"

    @classmethod
    def load(
        cls,
        *,
        raw: Path | None = None,
        warehouse: Path | None = None,
        jobs: int | None = None,
        retry: bool | None = None,
        rebuild: bool | None = None,
        prune: bool | None = None,
        allow_shrink: bool | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Settings:
        """Reads the settings and checks them.

        Args:
            raw: Folder of documents; beats FISCAL_RAW_DIR, default ``raw``.
            warehouse: Published file; beats FISCAL_WAREHOUSE, default ``warehouse/fiscal.duckdb``.
            jobs: Processes that read documents; beats FISCAL_JOBS, default the number of cores.
            retry: Read quarantined documents again; beats FISCAL_RETRY.
            rebuild: Build though nothing is new; beats FISCAL_REBUILD.
            prune: Forget documents whose file is gone; beats FISCAL_PRUNE.
            allow_shrink: Publish though much is gone; beats FISCAL_ALLOW_SHRINK.
            environment: Instead of ``os.environ``; its relative paths start at the project's root,
                those of the other arguments at the working folder, as a person who types them means.

        Raises:
            SettingsError: A value cannot be used.
        """
        given = os.environ if environment is None else environment
        settings = cls(
            raw_dir=raw.absolute() if raw else _path(given, "FISCAL_RAW_DIR", "raw"),
            warehouse_file=(
                warehouse.absolute()
                if warehouse
                else _path(given, "FISCAL_WAREHOUSE", "warehouse/fiscal.duckdb")
            ),
            home=_path(given, "FISCAL_HOME", ".fiscal"),
            jobs=jobs if jobs is not None else _count(given, "FISCAL_JOBS", os.cpu_count() or 1),
            document_seconds=_count(given, "FISCAL_DOCUMENT_SECONDS", DEFAULT_SECONDS),
            document_memory_mb=_count(given, "FISCAL_DOCUMENT_MEMORY_MB", DEFAULT_MEMORY_MB),
            memory_mb=memory_mb(given),
            retry=_switch(given, "FISCAL_RETRY", retry),
            rebuild=_switch(given, "FISCAL_REBUILD", rebuild),
            prune=_switch(given, "FISCAL_PRUNE", prune),
            allow_shrink=_switch(given, "FISCAL_ALLOW_SHRINK", allow_shrink),
            releases_kept=_count(given, "FISCAL_RELEASES_KEPT", 7),
            on_success=given.get("FISCAL_ON_SUCCESS", "").strip(),
            on_failure=given.get("FISCAL_ON_FAILURE", "").strip(),
            schedule=given.get("FISCAL_SCHEDULE", "").strip() or _NIGHTLY,
        )
        settings._check()
        return settings

    def export(self) -> None:
        """Puts the settings into the environment, where Dagster's and dbt's processes find them."""
        os.environ.update(
            {
                "FISCAL_RAW_DIR": str(self.raw_dir),
                "FISCAL_WAREHOUSE": str(self.warehouse_file),
                "FISCAL_HOME": str(self.home),
                "FISCAL_JOBS": str(self.jobs),
                "FISCAL_DOCUMENT_SECONDS": str(self.document_seconds),
                "FISCAL_DOCUMENT_MEMORY_MB": str(self.document_memory_mb),
                "FISCAL_MEMORY_MB": str(self.memory_mb),
                "FISCAL_RETRY": "1" if self.retry else "0",
                "FISCAL_REBUILD": "1" if self.rebuild else "0",
                "FISCAL_PRUNE": "1" if self.prune else "0",
                "FISCAL_ALLOW_SHRINK": "1" if self.allow_shrink else "0",
                "FISCAL_RELEASES_KEPT": str(self.releases_kept),
                "FISCAL_ON_SUCCESS": self.on_success,
                "FISCAL_ON_FAILURE": self.on_failure,
                "FISCAL_SCHEDULE": self.schedule,
                "FISCAL_BUILD_FILE": str(self.build_file),
                "DAGSTER_HOME": str(self.dagster_home),
            }
        )

    def _check(self) -> None:
        if self.warehouse_file.is_dir():
            raise SettingsError(
                f"FISCAL_WAREHOUSE (--warehouse): {self.warehouse_file} is a folder; name a file."
            )
        if self.warehouse_file.resolve() == self.build_file.resolve():
            raise SettingsError("FISCAL_WAREHOUSE (--warehouse): that is the build file; name another file.")
        if self.home.exists() and not self.home.is_dir():
            raise SettingsError(f"FISCAL_HOME: {self.home} is a file; name a folder.")
        if not 1 <= self.document_seconds <= _LONGEST:
            raise SettingsError(
                f"FISCAL_DOCUMENT_SECONDS: {self.document_seconds} is not between 1 and {_LONGEST}."
            )
        if self.document_memory_mb < _LEAST_MEMORY_MB:
            raise SettingsError(
                f"FISCAL_DOCUMENT_MEMORY_MB: {self.document_memory_mb} is too little; "
                f"at least {_LEAST_MEMORY_MB} are needed."
            )
        if self.memory_mb < _LEAST_DUCKDB_MEMORY_MB:
            raise SettingsError(
                f"FISCAL_MEMORY_MB: {self.memory_mb} is too little; "
                f"at least {_LEAST_DUCKDB_MEMORY_MB} are needed."
            )
        if self.releases_kept < 1:
            raise SettingsError(f"FISCAL_RELEASES_KEPT: {self.releases_kept} is too few; at least 1 is kept.")
        if len(self.schedule.split()) != _CRON_FIELDS:
            raise SettingsError(
                f"FISCAL_SCHEDULE: {self.schedule!r} is no cron line of five fields, such as {_NIGHTLY!r}."
            )
        if self.jobs < 1:
            raise SettingsError(f"FISCAL_JOBS (--jobs): {self.jobs} is too few; at least 1 is needed.")


def memory_mb(environment: Mapping[str, str] | None = None) -> int:
    """The setting FISCAL_MEMORY_MB alone, for what is given no settings."""
    return _count(
        os.environ if environment is None else environment, "FISCAL_MEMORY_MB", DEFAULT_DUCKDB_MEMORY_MB
    )


def require_raw_dir(settings: Settings) -> None:
    """Checks what only a refresh needs: that the folder of documents exists.

    Raises:
        SettingsError: It does not.
    """
    if not settings.raw_dir.is_dir():
        raise SettingsError(
            f"FISCAL_RAW_DIR (--raw): {settings.raw_dir} is not a folder; name one that holds documents."
        )


def _path(given: Mapping[str, str], key: str, default: str) -> Path:
    value = given.get(key, "").strip() or default
    return PROJECT_ROOT / Path(value).expanduser()


def _switch(given: Mapping[str, str], key: str, option: bool | None) -> bool:
    return option if option is not None else given.get(key, "").strip() == "1"


def _count(given: Mapping[str, str], key: str, default: int) -> int:
    value = given.get(key, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{key}: {value!r} is not a whole number.") from None
