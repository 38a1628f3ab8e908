"""Sessions of Spark; all is skipped where Java or pyspark is missing (``make test-spark`` installs it)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dagster_project.settings import SparkSettings
from dagster_project.spark.session import missing, spark_session

LACK = missing()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if LACK is not None:
        for item in items:
            if "tests/spark/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason=LACK))


@pytest.fixture(scope="module")
def local_spark() -> Iterator[object]:
    """A session on two cores of this machine."""
    settings = SparkSettings(master="local[2]", driver_memory="1g")
    with spark_session(settings, "tests") as session:
        yield session
