"""The published warehouse: the audited build, swapped in whole.

Belongs here: whether the build may be published.
Does not belong here: how it is copied and renamed (``dagster_project.release.warehouse_file``).
"""

from dagster import AssetExecutionContext, Failure, MaterializeResult, MetadataValue, asset

from dagster_project.audit.result import Audit
from dagster_project.fingerprint import of_build_file
from dagster_project.orchestration.resources import Workplace
from dagster_project.output.progress import phase_shown
from dagster_project.release.changes import HeldBackError
from dagster_project.release.publish import publish_release
from dagster_project.release.warehouse_file import PublicationError
from dagster_project.settings import Settings


@asset(group_name="publication", kinds={"duckdb"}, deps=["validation"])
def publication(context: AssetExecutionContext, workplace: Workplace) -> MaterializeResult[None]:
    """The file that people and tools read, with schemas raw and marts."""
    settings, run = workplace.settings, workplace.run
    audit, refusal = _audited(settings)
    if refusal or audit is None:
        raise workplace.failure(refusal or "There is no audit.")
    try:
        with run.phase("publishing"), phase_shown("Publishing"):
            release = publish_release(settings, run, audit)
    except PublicationError as error:
        raise workplace.failure(f"Nothing was published. {error}") from error
    except HeldBackError as error:
        run.end("held_back", str(error))
        raise Failure(f"Nothing was published. {error}", allow_retries=False) from error
    context.log.info("published %s as release %s", release.published.warehouse_file, release.release_id)
    return MaterializeResult(
        metadata={
            "warehouse": MetadataValue.path(release.published.warehouse_file),
            "release": release.release_id,
            "bytes": release.published.byte_size,
            "rows": MetadataValue.json(release.published.row_counts),
            "changes": MetadataValue.json(release.changes),
        }
    )


def _audited(settings: Settings) -> tuple[Audit | None, str | None]:
    """Asks the audit itself: a run may begin anywhere in the graph, and end anywhere."""
    audit = Audit.load(settings.audit_file)
    if audit is None or audit.fingerprint != of_build_file(settings.build_file):
        return None, "Nothing was published: the build was not audited since it changed. Run a whole refresh."
    return audit, audit.refusal(settings.data_docs_dir)
