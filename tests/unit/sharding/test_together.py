"""A publication appears at once; of a shard that failed what was published last stays."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.sharding import ShardOutcome, Store, Template, put_together
from dagster_project.sharding.province_file import NoPublicationError, manifest_of, provinces_of
from dagster_project.sharding.store import put_folder
from dagster_project.sharding.together import NotPublishedError

_MART = "fct_revenue"


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """A program of one model, which is a mart."""
    step = {
        "unique_id": "model.x",
        "name": _MART,
        "layer": "marts",
        "model": _MART,
        "script": "",
        "needs": [],
    }
    (tmp_path / "plan.json").write_text(json.dumps({"models": [step], "tests": []}))
    (tmp_path / "template.json").write_text(json.dumps({"program": "p"}))
    return Template(tmp_path)


def _outcome(store: Store, shard: str, rows: int, error: str | None = None) -> ShardOutcome:
    folder = store.root / "work" / shard / "round-0"
    place = folder / "marts" / _MART / "province=130000" / "fiscal_year=2025"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{shard}-0.parquet"
    # Another file: a publication keeps its own.
    path.unlink(missing_ok=True)
    duckdb.execute(f"copy (select unnest(range({rows})) as n) to '{path}' (format parquet)")
    return ShardOutcome(shard, 0, "p", "key", str(folder), 1, rows={_MART: rows}, error=error)


def _rows(store: Store, publication: str) -> int:
    files = f"{store.marts(publication)}/{_MART}/*/*/*.parquet"
    return int(duckdb.execute(f"select count(*) from read_parquet('{files}')").fetchall()[0][0])


def test_a_shard_that_failed_stays_as_it_was_published_last(template: Template, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = put_together(store, template, [_outcome(store, "1303", 3), _outcome(store, "3100", 4)])
    assert (first["rows"], first["held_back"]) == ({_MART: 7}, [])
    second = put_together(
        store, template, [_outcome(store, "1303", 5), _outcome(store, "3100", 9, "a model failed")]
    )
    assert (second["rows"], second["held_back"]) == ({_MART: 9}, ["3100"])
    assert _rows(store, second["publication"]) == 5 + 4
    # What was published before is there as it was.
    assert _rows(store, first["publication"]) == 7
    assert manifest_of(store, first["publication"]) == first
    assert manifest_of(store) == second
    assert provinces_of(store) == ["130000"]


def test_nothing_is_published_when_no_shard_came_to_its_end(template: Template, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with pytest.raises(NotPublishedError, match="3100: a model failed"):
        put_together(store, template, [_outcome(store, "3100", 9, "a model failed")])
    with pytest.raises(NoPublicationError, match="it has none"):
        manifest_of(store)


def test_a_folder_appears_whole_and_takes_the_place_of_another(tmp_path: Path) -> None:
    for text in ("first", "second"):
        folder = tmp_path / "private"
        folder.mkdir()
        (folder / "file").write_text(text)
        put_folder(folder, tmp_path / "store" / "place")
    assert (tmp_path / "store" / "place" / "file").read_text() == "second"
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["place"]
