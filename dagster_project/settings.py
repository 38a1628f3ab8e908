"""Where the pipeline reads, builds and publishes, with how many processes, and what one document may take.

Belongs here: every setting, its default, its check, and the paths derived from it.
Does not belong here: what is done in those places; no other module reads the environment.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[1]
# The longest document seen, 241 pages, takes 24 seconds and 150 MB on two slow cores.
DEFAULT_SECONDS = 600
DEFAULT_MEMORY_MB = 1024
# A day: who waits longer for one document wants no limit, and a nightly run needs one.
_LONGEST = 86_400
_CELLS_PER_MB = 1000
_STEP_MEMORY_MB = 256
_NIGHTLY = "0 2 * * *"
_CRON_FIELDS = 5
_PREFIX = "FISCAL_"
_WAREHOUSE = "FISCAL_WAREHOUSE"
# Settings that an option of the command sets too.
_OPTIONS = {"FISCAL_RAW_DIR": "--raw", _WAREHOUSE: "--warehouse", "FISCAL_JOBS": "--jobs"}


class SettingsError(ValueError):
    """A setting is wrong; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Seconds of time and megabytes of memory for one document.

    Attributes:
        tries: How often a document is read whose reading ended its process before it counts as lost.
    """

    seconds: int = DEFAULT_SECONDS
    memory_mb: int = DEFAULT_MEMORY_MB
    tries: int = 1


def _from_root(path: Path) -> Path:
    return PROJECT_ROOT / path.expanduser()


def _cron_line(text: str) -> str:
    if len(text.split()) != _CRON_FIELDS:
        raise ValueError(f"it is not a cron line of five fields, such as {_NIGHTLY!r}")
    return text


Place = Annotated[Path, AfterValidator(_from_root)]


class Settings(BaseSettings):
    """Absolute paths, the number of processes that read documents, and the limits of each document.

    A field is the variable FISCAL_ and its name in capitals; the warehouse's is FISCAL_WAREHOUSE.

    Attributes:
        document_seconds: Time after which the reading of a document is given up.
        document_memory_mb: Memory that reading it may take; a small one takes 30 MB beside the libraries.
        memory_mb: Memory that DuckDB may take while it builds, before it uses the disk.
        portion_cells: Cells of documents that are built at a time; 0 is a thousand a megabyte of that memory.
        retry: Read quarantined documents again, though nothing changed.
        rebuild: Build and publish though nothing is new.
        prune: Forget documents whose file is gone.
        allow_shrink: Publish a release that lost more than a tenth of its disclosures or amounts.
        releases_kept: Releases that stay beside the warehouse.
        on_success: Commands or webhook addresses, one a line, notified of each refresh that ended well.
        on_failure: The same for the others.
        schedule: When Dagster's schedule refreshes, as a cron line of Shanghai's time.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        str_strip_whitespace=True,
    )

    raw_dir: Place = PROJECT_ROOT / "raw"
    warehouse_file: Place = Field(PROJECT_ROOT / "warehouse" / "fiscal.duckdb", validation_alias=_WAREHOUSE)
    home: Place = PROJECT_ROOT / ".fiscal"
    jobs: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    document_seconds: int = Field(DEFAULT_SECONDS, ge=1, le=_LONGEST)
    document_memory_mb: int = Field(DEFAULT_MEMORY_MB, ge=128)
    memory_mb: int = Field(2048, ge=512)
    portion_cells: int = Field(0, ge=0)
    retry: bool = False
    rebuild: bool = False
    prune: bool = False
    allow_shrink: bool = False
    releases_kept: int = Field(7, ge=1)
    on_success: str = ""
    on_failure: str = ""
    schedule: Annotated[str, AfterValidator(_cron_line)] = _NIGHTLY

    @property
    def limits(self) -> ReadingLimits:
        """What reading one document may take."""
        return ReadingLimits(self.document_seconds, self.document_memory_mb)

    @property
    def cells_at_a_time(self) -> int:
        """How many cells are built at a time.

        With 2,048 MB for DuckDB 3.4 million were built at once; for 14 million they did not suffice.
        """
        return self.portion_cells or self.memory_mb * _CELLS_PER_MB

    @property
    def step_memory_mb(self) -> int:
        """Memory of DuckDB in the process of a refresh itself, which copies and compares.

        Other processes read, build and audit. However many documents there are, it needs no more; DuckDB
        would fill what it may take with blocks that it read once.
        """
        return min(self.memory_mb, _STEP_MEMORY_MB)

    @property
    def build_file(self) -> Path:
        """The private file that a refresh builds; its stem is the catalog's name in dbt."""
        return self.home / "build" / "fiscal.duckdb"

    @property
    def audit_file(self) -> Path:
        """The results of the last audit of the build file; publication obeys them."""
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
        cls, *, raw: Path | None = None, warehouse: Path | None = None, **options: bool | int | None
    ) -> Settings:
        """Reads the settings and checks them.

        Args:
            raw: Folder of documents; beats FISCAL_RAW_DIR, default ``raw``.
            warehouse: Published file; beats FISCAL_WAREHOUSE, default ``warehouse/fiscal.duckdb``.
            options: Other fields; they beat the environment, None leaves the word to it.

        Relative paths of the environment start at the project's root, those of the arguments at the
        working folder, as a person who types them means.

        Raises:
            SettingsError: A value cannot be used.
        """
        given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
        if raw:
            given["raw_dir"] = raw.absolute()
        if warehouse:
            given["warehouse_file"] = warehouse.absolute()
        try:
            return cls(**given) if given else _of_environment(_variables())
        except ValidationError as error:
            raise SettingsError("\n".join(map(_sentence, error.errors()))) from None

    def export(self) -> None:
        """Puts the settings into the environment, where Dagster's and dbt's processes find them."""
        for name, value in self:
            os.environ[_key(name)] = str(int(value) if isinstance(value, bool) else value)
        os.environ["FISCAL_BUILD_FILE"] = str(self.build_file)
        os.environ["DAGSTER_HOME"] = str(self.dagster_home)

    @model_validator(mode="after")
    def _check_places(self) -> Settings:
        warehouse = f"{_WAREHOUSE} ({_OPTIONS[_WAREHOUSE]})"
        if self.warehouse_file.is_dir():
            raise ValueError(f"{warehouse}: {self.warehouse_file} is a folder; name a file.")
        if self.warehouse_file.resolve() == self.build_file.resolve():
            raise ValueError(f"{warehouse}: that is the build file; name another file.")
        if self.home.exists() and not self.home.is_dir():
            raise ValueError(f"FISCAL_HOME: {self.home} is a file; name a folder.")
        return self


def _variables() -> frozenset[tuple[str, str]]:
    return frozenset(item for item in os.environ.items() if item[0].startswith(_PREFIX))


@lru_cache(maxsize=1)
def _of_environment(_variables: frozenset[tuple[str, str]]) -> Settings:
    """The settings as the environment is; whoever opens a file asks for them."""
    return Settings(**dict[str, Any]())


class SparkSettings(BaseSettings):
    """Where Spark runs, and what its tasks may take. A field is the variable FISCAL_SPARK_ and its name.

    Attributes:
        master: ``local[*]``, ``spark://HOST:PORT``, ``yarn`` or ``k8s://https://HOST:PORT``.
        store: Folder of the Parquet files; the driver and every executor see it under the same path.
        input: A folder, a URI of an object store, or a list of paths and addresses (``.txt``, one a line);
            empty for the folder of documents.
        python: The interpreter of the executors; this project is installed in it.
        conf: More of Spark's own settings, one ``key=value`` a line or between semicolons.
        driver_memory: Memory of the driver's JVM, as Spark writes it.
        executor_memory: Memory of an executor's JVM; the readers' and DuckDB's is beside it.
        round_files: Files that are read before what was read of them is kept for good.
        task_files: Files that one task reads.
        batch_documents: Documents in one Parquet file at most.
        shard_memory_mb: Memory that DuckDB takes to build one shard, before it uses the disk.
    """

    model_config = SettingsConfigDict(
        env_prefix="FISCAL_SPARK_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
    )

    master: str = "local[*]"
    store: Place = PROJECT_ROOT / ".fiscal" / "store"
    input: str = ""
    python: str = Field(default_factory=lambda: sys.executable)
    conf: str = ""
    driver_memory: str = "2g"
    executor_memory: str = "1g"
    round_files: int = Field(20_000, ge=1)
    task_files: int = Field(32, ge=1)
    batch_documents: int = Field(256, ge=1)
    shard_memory_mb: int = Field(2048, ge=256)

    @property
    def is_configured(self) -> bool:
        """Whether a master was named: Dagster then shows the asset that launches Spark."""
        return "master" in self.model_fields_set

    @property
    def more(self) -> dict[str, str]:
        """The settings of ``conf``."""
        lines = (line.partition("=") for line in self.conf.replace(";", "\n").splitlines() if line.strip())
        return {key.strip(): value.strip() for key, _, value in lines}

    @field_validator("conf")
    @classmethod
    def _are_pairs(cls, text: str) -> str:
        for line in text.replace(";", "\n").splitlines():
            if line.strip() and "=" not in line:
                raise ValueError(f"{line.strip()!r} is not key=value")
        return text

    @classmethod
    def load(cls, **options: str | Path | None) -> SparkSettings:
        """Reads the settings and checks them; options that are not None beat the environment.

        Raises:
            SettingsError: A value cannot be used.
        """
        try:
            return cls(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            lines = (_sentence(one, "FISCAL_SPARK_") for one in error.errors())
            raise SettingsError("\n".join(lines)) from None


def require_raw_dir(settings: Settings) -> None:
    """Checks what only a refresh needs: that the folder of documents exists.

    Raises:
        SettingsError: It does not.
    """
    if not settings.raw_dir.is_dir():
        raise SettingsError(
            f"FISCAL_RAW_DIR (--raw): {settings.raw_dir} is not a folder; name one that holds documents."
        )


def _key(name: str, prefix: str = _PREFIX) -> str:
    """The variable of a field."""
    return _WAREHOUSE if name == "warehouse_file" else prefix + name.upper()


def _sentence(error: ErrorDetails, prefix: str = _PREFIX) -> str:
    """Which setting is wrong, its value, and what it should be."""
    cause = error.get("ctx", {}).get("error")
    if not error["loc"]:
        return str(cause)
    name = str(error["loc"][0])
    key = name if name == _WAREHOUSE else _key(name, prefix)
    option = f" ({_OPTIONS[key]})" if key in _OPTIONS else ""
    reason = str(cause) if cause else error["msg"][:1].lower() + error["msg"][1:]
    return f"{key}{option}: {str(error['input'])!r} cannot be used: {reason}."
