"""Runs the expectation suites on a build file with Great Expectations, and writes its Data Docs.

Belongs here: everything that needs Great Expectations.
Does not belong here: what is expected (``expectations/``), what follows (``audit``).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, cast

import great_expectations as gx
from great_expectations.core import ExpectationSuite, ExpectationValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.validation_definition import ValidationDefinition
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
from great_expectations.data_context.store.store import DataDocsSiteConfigTypedDict
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import FileSystemBytecodeCache

from dagster_project.audit.data_docs import make_readable_offline
from dagster_project.audit.duckdb_dialect import reading_url
from dagster_project.audit.result import CheckResult, Outcome
from dagster_project.audit.suites import Expectation, Suite

_SITE = "data_docs"
_EXAMPLES = 20
# Beside the build file.
_TEMPLATES = "data_docs_templates"


def run_suites(build_file: Path, suites: tuple[Suite, ...], data_docs_dir: Path) -> list[CheckResult]:
    """Runs all suites and writes the Data Docs.

    Args:
        build_file: Read only; it must not be open for writing in this process.
        suites: What to run.
        data_docs_dir: Where the pages go; the previous ones are replaced.

    Returns:
        One result per expectation, in the suites' order.
    """
    shutil.rmtree(data_docs_dir, ignore_errors=True)
    # It prints a line for every query without its {batch} placeholder, several times over.
    with redirect_stdout(StringIO()), _context(build_file) as (context, batch):
        site = _site(data_docs_dir, build_file.with_name(_TEMPLATES))
        context.add_data_docs_site(site_name=_SITE, site_config=site)
        results: list[CheckResult] = []
        for suite in suites:
            results.extend(_run_suite(context, batch, suite))
        # The index is our own (``data_docs``).
        context.build_data_docs(site_names=[_SITE], build_index=False)
    make_readable_offline(data_docs_dir, results)
    return results


def _site(folder: Path, templates: Path) -> DataDocsSiteConfigTypedDict:
    view = {"module_name": __name__, "class_name": PageView.__name__, "templates": str(templates)}
    # The sections are left out of the type, not of the documentation.
    return cast(
        "DataDocsSiteConfigTypedDict",
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "site_section_builders": {
                "expectations": {"view": view},
                "validations": {"view": view},
                "profiling": "none",
            },
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        },
    )


class PageView(DefaultJinjaPageView):
    """A page of the Data Docs by templates that were compiled before, which takes longer than writing it."""

    def __init__(self, templates: str, **directories: str | None) -> None:
        """Takes compiled templates from a folder, and leaves those there that it compiles."""
        super().__init__(**directories)
        Path(templates).mkdir(exist_ok=True)
        self.env.bytecode_cache = FileSystemBytecodeCache(templates)


@contextmanager
def _context(build_file: Path) -> Iterator[tuple[EphemeralDataContext, BatchDefinition[Any]]]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = SQLDatasource(
        name="build",
        connection_string=reading_url(build_file),
        # A read-only connection has nowhere to put them.
        create_temp_table=False,
    )
    context.data_sources.add_sql(datasource=source)
    # Queries name the tables they read, so the batch itself may be anything.
    asset = source.add_query_asset("build", query="select 1 as one")
    try:
        yield context, asset.add_batch_definition_whole_table("build")
    finally:
        # Pools keep connections, and with them the file's lock, until they are told to let go.
        source.get_execution_engine().engine.dispose()
        source.get_engine().dispose()


def _run_suite(context: EphemeralDataContext, batch: BatchDefinition[Any], suite: Suite) -> list[CheckResult]:
    # All at once: the store would write the whole suite again after each.
    expectations = [
        UnexpectedRowsExpectation(
            unexpected_rows_query=_escaped(expectation.unexpected_rows),
            description=expectation.description,
            severity=FailureSeverity(expectation.severity),
            meta={"name": expectation.name},
        )
        for expectation in suite.expectations
    ]
    gx_suite = context.suites.add(ExpectationSuite(name=suite.name, expectations=expectations))
    definition = context.validation_definitions.add(
        ValidationDefinition(name=suite.name, data=batch, suite=gx_suite)
    )
    found = {_name(result): result for result in definition.run(result_format="COMPLETE").results}
    return [_check_result(suite, expectation, found[expectation.name]) for expectation in suite.expectations]


def _escaped(query: str) -> str:
    """Braces are placeholders to Great Expectations, and quantifiers in our patterns."""
    return query.replace("{", "{{").replace("}", "}}")


def _name(result: ExpectationValidationResult) -> str:
    return str((result.expectation_config.meta or {})["name"]) if result.expectation_config else ""


def _check_result(suite: Suite, expectation: Expectation, result: ExpectationValidationResult) -> CheckResult:
    outcome, count, message = _outcome(result)
    description = message if outcome == "check_broke" else f"{expectation.description}{message}"
    rows = (result.result or {}).get("details", {}).get("unexpected_rows", [])
    examples = tuple({str(key): str(value) for key, value in row.items()} for row in rows[:_EXAMPLES])
    return CheckResult(
        expectation.name, suite.name, expectation.severity, outcome, count, description, examples
    )


def _outcome(result: ExpectationValidationResult) -> tuple[Outcome, int | None, str]:
    error = _raised(result.exception_info or {})
    if error:
        return "check_broke", None, error
    if result.success:
        return "passed", 0, ""
    count = int(str(result.result["observed_value"]).split()[0])
    return "data_wrong", count, f" Rows that break it: {count}."


def _raised(info: Mapping[str, Any]) -> str | None:
    """The first error of a check; one entry a metric, or the entry itself."""
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry["raised_exception"]:
            return str(entry["exception_message"]).strip().splitlines()[0]
    return None
