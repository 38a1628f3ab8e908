"""The source documents: which files lie in the raw folder.

Belongs here: finding and counting them. Does not belong here: opening them (``raw_tables``).
"""

from collections.abc import Iterator

from dagster import AssetExecutionContext, MaterializeResult, asset

from dagster_project.loading.folder import find_documents, holds_documents
from dagster_project.orchestration.refresh import has_nothing_to_do
from dagster_project.orchestration.resources import Workplace
from dagster_project.settings import SettingsError, require_raw_dir


@asset(group_name="extraction", kinds={"file"}, output_required=False)
def documents(context: AssetExecutionContext, workplace: Workplace) -> Iterator[MaterializeResult[None]]:
    """The published files in the raw folder, as they were downloaded."""
    settings = workplace.settings
    try:
        require_raw_dir(settings)
    except SettingsError as error:
        raise workplace.failure(str(error)) from error
    found = find_documents(settings.raw_dir)
    if not found or not (holds_documents(found) or settings.warehouse_file.exists()):
        raise workplace.failure(
            f"{settings.raw_dir} holds no documents. Put published PDF, DOCX, XLSX or text files there, "
            "or name another folder with --raw or FISCAL_RAW_DIR."
        )
    context.log.info("%d documents in %s", len(found), settings.raw_dir)
    if has_nothing_to_do(settings, workplace.run):
        # Without an output the steps after this one are skipped, and the run ends well.
        context.log.info("%s", workplace.run.facts["message"])
        return
    yield MaterializeResult(metadata={"folder": str(settings.raw_dir), "documents": len(found)})
