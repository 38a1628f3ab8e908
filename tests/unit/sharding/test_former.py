"""Former versions are kept until what replaced them is published, and come back where it is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.sharding import Shard, Store
from dagster_project.sharding.former import StandIn, stand_ins
from dagster_project.sharding.set_aside import content
from dagster_project.sharding.store import write_json

_FORMER = [("first", "a.txt", "20260101T000000"), ("second", "a.txt", "20260103T000000")]


def _store(folder: Path, former: Sequence[tuple[str, str, str]], present: Sequence[tuple[str, str]]) -> Store:
    store = Store(folder / "store")
    places = store.raw_folder("document_path") / "part=00"
    places.mkdir(parents=True)
    definition = ", ".join(f"{name} {kind}" for name, kind in COLUMNS["document_path"].items())
    with duckdb.connect() as connection:
        connection.execute(f"create table present ({definition})")
        connection.execute(f"create table former ({definition}, since varchar)")
        for row in present:
            connection.execute("insert into present values (?, ?, '2026-01-01', null)", row)
        for document, path, since in former:
            connection.execute(
                "insert into former values (?, ?, '2026-01-01', null, ?)", [document, path, since]
            )
        connection.execute(f"copy present to '{places / 'all.parquet'}' (format parquet)")
        connection.execute(f"copy former to '{store.former}' (format parquet)")
    return store


def test_the_latest_version_that_is_not_set_aside_comes_back(tmp_path: Path) -> None:
    known = stand_ins(_store(tmp_path, _FORMER, [("third", "a.txt"), ("other", "b.txt")]))
    assert known == [
        StandIn("a.txt", "second", ("third",)),
        StandIn("a.txt", "first", ("third", "second")),
    ]
    shard = Shard("1303", ("first", "other", "second", "third"))
    assert content(shard, known, {}).documents == ("other", "third")
    for reasons, documents, back in (
        (["third"], ("other", "second", "third"), ("second",)),
        (["third", "second"], ("first", "other", "second", "third"), ("second", "first")),
    ):
        found = content(shard, known, dict.fromkeys(reasons, "Broken."))
        assert (found.documents, tuple(one.document_id for one in found.back)) == (documents, back)
        assert sorted(found.reasons) == sorted(reasons)


def test_what_is_somewhere_else_today_stands_in_for_nothing(tmp_path: Path) -> None:
    store = _store(tmp_path, _FORMER, [("third", "a.txt"), ("second", "b.txt")])
    assert stand_ins(store) == [StandIn("a.txt", "first", ("third",))]


def test_former_versions_are_forgotten_when_what_replaced_them_is_published(tmp_path: Path) -> None:
    store = _store(tmp_path, _FORMER, [("third", "a.txt")])
    known = stand_ins(store)

    def after(publication: str, *, aside: Sequence[str] = (), held_back: Sequence[str] = ()) -> list[StandIn]:
        manifest = {"publication": publication, "held_back": list(held_back)}
        write_json(store.manifest, manifest | {"set_aside": [{"document_id": one} for one in aside]})
        return stand_ins(store)

    assert after("20260102T000000-1") == known[:1]
    assert after("20260104T000000-1") == []
    assert after("20260104T000000-1", aside=["third"]) == known
    assert after("20260104T000000-1", held_back=["1303"]) == known
