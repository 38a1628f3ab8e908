"""The command that makes DuckDB files out of a store of shards.

Belongs here: its options and exit status. Does not belong here: building, reading the store (``sharding``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dagster_project.cli import display
from dagster_project.cli.options import NOTHING_PUBLISHED, WRONG_USAGE, fail

publishing = typer.Typer()


@publishing.command()
def publish(
    store_folder: Annotated[Path, typer.Option("--from", help="Store that shards were published in.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the files.")] = Path("warehouse/provinces"),
    province: Annotated[
        list[str] | None, typer.Option("--province", help="Code, such as 130000; may be repeated.")
    ] = None,
    views: Annotated[
        bool, typer.Option("--views", help="One small file of views over the store's Parquet.")
    ] = False,
    publication: Annotated[
        str | None, typer.Option("--publication", help="An earlier one; without it, the current one.")
    ] = None,
) -> None:
    """Make a DuckDB file a province out of a warehouse that was built in shards."""
    from dagster_project.release.build_copy import PublicationError
    from dagster_project.sharding.province_file import (
        NoPublicationError,
        provinces_of,
        write_file,
        write_views,
    )
    from dagster_project.sharding.store import Store

    store = Store(store_folder.absolute())
    try:
        known = provinces_of(store, publication)
        unknown = sorted(set(province or ()) - set(known))
        if unknown:
            fail(f"Nothing is published of {', '.join(unknown)}; known: {', '.join(known)}.", WRONG_USAGE)
        names: dict[str | None, str]
        if views:
            names = {code: f"{code}-views" for code in province} if province else {None: "views"}
        else:
            names = {code: code for code in province or known}
        for code, name in names.items():
            write = write_views if views else write_file
            written = write(store, out / f"{name}.duckdb", province=code, publication=publication)
            display.out.print(str(written), markup=False, soft_wrap=True)
    except (NoPublicationError, PublicationError) as error:
        fail(str(error), NOTHING_PUBLISHED)
