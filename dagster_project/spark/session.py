"""The connection to Spark, or what is missing for it.

Belongs here: finding Java and pyspark, and Spark's settings. Does not belong here: what is run.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.settings import SparkSettings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17
# No more of pandas 3 is used here than columns of texts, numbers, times and bytes.
_NOT_YET = "PySpark does not yet fully support pandas"
_LOOPBACK = "127.0.0.1"
# A task that dies is run again, locally too, where Spark's own default is to give up.
FAILURES = 4
_LOCAL = re.compile(r"local(\[(?P<cores>[^,\]]+)\])?")


class SparkMissingError(RuntimeError):
    """Spark cannot be started here; the message says what to install."""


def missing() -> str | None:
    """What a person has to install before Spark runs; None where all is there."""
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        return (
            "The package pyspark is not installed. Install the extra: make spark (or pip install '.[spark]')."
        )
    java = _java()
    if java is None:
        return (
            f"Spark needs Java {OLDEST_JAVA} or later; there is no `java` in JAVA_HOME or PATH. "
            f"Install it (Debian: apt-get install openjdk-{OLDEST_JAVA}-jre-headless), or set JAVA_HOME."
        )
    version = _version(java)
    if version is None or version < OLDEST_JAVA:
        found = f"version {version}" if version else "of no known version"
        return f"Spark needs Java {OLDEST_JAVA} or later; {java} is {found}. Set JAVA_HOME to a newer one."
    return None


@contextmanager
def spark_session(settings: SparkSettings, name: str) -> Iterator[SparkSession]:
    """A session that ends with the block.

    Raises:
        SparkMissingError: Java or pyspark is missing, or the cluster cannot be reached.
    """
    if (lack := missing()) is not None:
        raise SparkMissingError(lack)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    warnings.filterwarnings("ignore", _NOT_YET)
    # Spark asks the environment, and takes another Python otherwise.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = settings.python
    if _is_local(settings.master):
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.master(_master(settings.master)).appName(f"fiscal {name}")
    for key, value in (_defaults(settings) | settings.more).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError, RuntimeError) as error:
        why = str(error).splitlines()[0][:300]
        message = f"Spark does not start with FISCAL_SPARK_MASTER={settings.master}: {why}"
        raise SparkMissingError(message) from error
    try:
        yield session
    finally:
        session.stop()


def _defaults(settings: SparkSettings) -> dict[str, str]:
    """Spark's settings; what FISCAL_SPARK_CONF says goes before them."""
    values = {
        "spark.driver.memory": settings.driver_memory,
        "spark.executor.memory": settings.executor_memory,
        "spark.task.maxFailures": str(FAILURES),
        # Nothing listens that nobody asked for.
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # A document is read by one task only.
        "spark.speculation": "false",
        # Times are as the files have them; no zone comes in between.
        "spark.sql.session.timeZone": "UTC",
        # Few rows at a time: they hold whole files.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
        "spark.sql.files.maxPartitionBytes": "64m",
        "spark.sql.files.openCostInBytes": "2m",
        "spark.sql.files.ignoreMissingFiles": "true",
        "spark.sql.adaptive.enabled": "false",
        "spark.executorEnv.PYTHONWARNINGS": f"ignore:{_NOT_YET}",
    }
    if _is_local(settings.master):
        values |= {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK}
    return values


def _is_local(master: str) -> bool:
    return _LOCAL.fullmatch(master) is not None


def _master(master: str) -> str:
    found = _LOCAL.fullmatch(master)
    return f"local[{found['cores'] or '*'},{FAILURES}]" if found else master


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    if home and os.access(Path(home, "bin", "java"), os.X_OK):
        return str(Path(home, "bin", "java"))
    return shutil.which("java")


def _version(java: str) -> int | None:
    try:
        run = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', run.stderr + run.stdout)
    return int(found[1]) if found else None
