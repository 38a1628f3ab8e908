"""The published warehouse: the audited build, swapped in whole.

Belongs here: whether the build may be published.
Does not belong here: how it is copied and renamed (``dagster_project.publication``).
"""

from dagster import AssetExecutionContext, Failure, MaterializeResult, MetadataValue, asset

from dagster_project.audit import Audit, fingerprint
from dagster_project.publication import PublicationError, publish
from dagster_project.resources import Workplace
from dagster_project.settings import Settings


@asset(group_name="publication", kinds={"duckdb"}, deps=["validation"])
def publication(context: AssetExecutionContext, workplace: Workplace) -> MaterializeResult[None]:
    """The file that people and tools read, with schemas raw and marts."""
    settings = workplace.settings
    refusal = _refusal(settings)
    if refusal:
        raise Failure(refusal, allow_retries=False)
    try:
        published = publish(settings.build_file, settings.warehouse_file)
    except PublicationError as error:
        raise Failure(f"Nothing was published. {error}", allow_retries=False) from error
    context.log.info("published %s", published.warehouse_file)
    return MaterializeResult(
        metadata={
            "warehouse": MetadataValue.path(published.warehouse_file),
            "bytes": published.byte_size,
            "rows": MetadataValue.json(published.row_counts),
        }
    )


def _refusal(settings: Settings) -> str | None:
    """Asks the audit itself: a run may begin anywhere in the graph, and end anywhere."""
    audit = Audit.load(settings.audit_file)
    if audit is None or audit.fingerprint != fingerprint(settings.build_file):
        return "Nothing was published: the build was not audited since it changed. Run a whole refresh."
    return audit.refusal(settings.data_docs_dir)
