"""The raw schema: every page, paragraph and cell of every document, in the build file.

Belongs here: running the loader and telling what it did.
Does not belong here: how files are read (``extraction``) or stored (``loading.load``).
"""

from collections.abc import Iterator

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from dagster_project.loading.load import LoadSummary
from dagster_project.orchestration.ahead import result_of
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.steps import read_documents
from dagster_project.output.safe_text import for_terminal

RAW_TABLES = (
    "document",
    "document_path",
    "source_list",
    "context_line",
    "page",
    "paragraph",
    "document_table",
    "table_cell",
    "cell_picture",
)


@multi_asset(
    specs=[
        AssetSpec(["raw", name], deps=["documents"], group_name="extraction", kinds={"python", "duckdb"})
        for name in RAW_TABLES
    ]
)
def raw_tables(context: AssetExecutionContext, workplace: Workplace) -> Iterator[MaterializeResult[None]]:
    """Reads new and changed documents; what is known from the same bytes is not opened again."""
    settings, run = workplace.settings, workplace.run
    summary = result_of("raw_tables", lambda: read_documents(settings, run))
    for path, reason in summary.quarantined + summary.no_text:
        context.log.warning("%s: %s", for_terminal(path), for_terminal(reason))
    for name in RAW_TABLES:
        yield MaterializeResult(asset_key=["raw", name], metadata=_metadata(summary))


def _metadata(summary: LoadSummary) -> dict[str, int]:
    return {
        "documents": summary.total,
        "read": summary.read,
        "unchanged": summary.unchanged,
        "no_text": len(summary.no_text),
        "quarantined": len(summary.quarantined),
        "moved": summary.moved,
        "kept_without_file": len(summary.kept_without_file),
    }
