"""The source documents: which files lie in the raw folder.

Belongs here: finding and counting them. Does not belong here: opening them (``raw_tables``).
"""

from collections.abc import Iterator

from dagster import AssetExecutionContext, MaterializeResult, asset

from dagster_project.orchestration.ahead import result_of
from dagster_project.orchestration.refresh import has_nothing_to_do
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.steps import count_documents
from dagster_project.settings import SettingsError


@asset(group_name="extraction", kinds={"file"}, output_required=False)
def documents(context: AssetExecutionContext, workplace: Workplace) -> Iterator[MaterializeResult[None]]:
    """The published files in the raw folder, as they were downloaded."""
    settings = workplace.settings
    try:
        count = result_of("documents", lambda: count_documents(settings))
    except SettingsError as error:
        raise workplace.failure(str(error)) from error
    context.log.info("%d documents in %s", count, settings.raw_dir)
    if has_nothing_to_do(settings, workplace.run):
        # Without an output the steps after this one are skipped, and the run ends well.
        context.log.info("%s", workplace.run.facts["message"])
        return
    yield MaterializeResult(metadata={"folder": str(settings.raw_dir), "documents": count})
