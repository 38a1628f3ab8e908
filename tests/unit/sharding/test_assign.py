"""Documents are grouped by place, and what one document ties together is never parted."""

from __future__ import annotations

from dagster_project.sharding import DocumentRegion, shards_of


def _names(
    regions: list[DocumentRegion], count: int | None = None, largest: int = 2000
) -> dict[str, tuple[str, ...]]:
    documents = {one.document_id: f"part={one.document_id}/batch.parquet" for one in regions}
    return {shard.name: shard.documents for shard in shards_of(regions, documents, count, largest)}


def test_a_city_with_its_counties_is_a_shard() -> None:
    regions = [DocumentRegion("aa", "130300"), DocumentRegion("ab", "130302"), DocumentRegion("ac", "310000")]
    assert _names(regions) == {"everywhere": (), "1303": ("aa", "ab"), "3100": ("ac",)}


def test_each_county_of_a_city_of_many_documents_is_a_shard() -> None:
    many = [DocumentRegion(f"{number:04x}", "130302") for number in range(2000)]
    shards = _names([*many, DocumentRegion("ff", "130303")])
    assert {name: len(held) for name, held in shards.items()} == {
        "everywhere": 0,
        "130302": 2000,
        "130303": 1,
    }


def test_a_large_region_is_parted_but_no_department_of_it() -> None:
    names = {f"{number:04x}": f"局{number % 20}" for number in range(100)}
    regions = [DocumentRegion(one, "130302", name) for one, name in names.items()]
    # Two names with one code are perhaps one department, and so are all that one document tells of.
    regions += [DocumentRegion("f1", "130302", "局3", "101"), DocumentRegion("f2", "130302", "局4", "101")]
    regions += [DocumentRegion("f3", "130302", "局5"), DocumentRegion("f3", "130302", "局6")]
    regions += [DocumentRegion("f4", "130302"), DocumentRegion("f5", "130302")]
    shards = {name: held for name, held in _names(regions, largest=20).items() if held}
    assert len(shards) > 3
    assert all(name.startswith("130302-") for name in shards)
    assert sorted(one for held in shards.values() for one in held) == [*names, "f1", "f2", "f3", "f4", "f5"]
    shard_of = {one: name for name, held in shards.items() for one in held}
    of_departments = {
        name: {shard_of[one] for one in names if names[one] == name} for name in set(names.values())
    }
    assert all(len(found) == 1 for found in of_departments.values())
    assert of_departments["局3"] == of_departments["局4"] == {shard_of["f1"]} == {shard_of["f2"]}
    assert of_departments["局5"] == of_departments["局6"] == {shard_of["f3"]}
    # One more document changes no shard but its own.
    more = _names([*regions, DocumentRegion("f6", "130302", "局3")], largest=20)
    assert {name for name, held in more.items() if held and held != shards[name]} == {shard_of["f1"]}


def test_regions_of_one_document_are_one_shard() -> None:
    regions = [
        DocumentRegion("aa", "130300"),
        DocumentRegion("ab", "130300"),
        DocumentRegion("ab", "310000"),
        DocumentRegion("ac", "310000"),
        DocumentRegion("ad", "440100"),
    ]
    assert _names(regions) == {"everywhere": (), "1303": ("aa", "ab", "ac"), "4401": ("ad",)}


def test_documents_without_a_disclosure_are_parted_in_any_way() -> None:
    many = [DocumentRegion(f"{number:04x}", "nothing") for number in range(2001)]
    assert len(_names(many)) > 2
    assert _names([*many[:2], DocumentRegion("ff", "not_disclosed")]) == {
        "everywhere": (),
        "nothing": ("0000", "0001"),
        "not_disclosed": ("ff",),
    }


def test_so_many_shards_hold_all_documents_once() -> None:
    regions = [DocumentRegion(f"{number:04x}", f"13{number % 7:02}00") for number in range(50)]
    shards = _names(regions, 3)
    assert len(shards) == 1 + 3
    assert sorted(one for held in shards.values() for one in held) == [one.document_id for one in regions]


def test_a_shard_knows_the_files_of_its_documents() -> None:
    regions = [DocumentRegion("aa", "130300"), DocumentRegion("ab", "130300"), DocumentRegion("ba", "310000")]
    files = {"aa": "part=aa/one.parquet", "ab": "part=ab/one.parquet", "ba": "part=ba/one.parquet"}
    batches = {shard.name: shard.batches for shard in shards_of(regions, files)}
    assert batches["1303"] == ("part=aa/one.parquet", "part=ab/one.parquet")
