"""The published warehouse: the audited build, swapped in whole.

Belongs here: whether the build may be published.
Does not belong here: how it is copied and renamed (``dagster_project.release.warehouse_file``).
"""

from dagster import AssetExecutionContext, Failure, MaterializeResult, MetadataValue, asset

from dagster_project.orchestration.ahead import result_of
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.steps import NotAuditedError, publish
from dagster_project.release.build_copy import PublicationError
from dagster_project.release.changes import HeldBackError


@asset(group_name="publication", kinds={"duckdb"}, deps=["validation"])
def publication(context: AssetExecutionContext, workplace: Workplace) -> MaterializeResult[None]:
    """The file that people and tools read, with schemas raw and marts."""
    settings, run = workplace.settings, workplace.run
    try:
        release = result_of("publication", lambda: publish(settings, run))
    except NotAuditedError as error:
        raise workplace.failure(str(error)) from error
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
