"""Extraction by Spark gives the raw tables that a load into a build file gives, whatever dies meanwhile."""

from __future__ import annotations

import shutil
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest

from dagster_project.loading.load import load_folder
from dagster_project.settings import PROJECT_ROOT
from dagster_project.spark.store import source_of
from tests.spark.support import TEXT, differences, run
from tests.support.small_documents import write_small_documents

_SAMPLE = sorted((PROJECT_ROOT / "raw").glob("*.pdf"))[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small documents of the project's writer, a sample, an archive, a copy, and files broken or refused."""
    raw = tmp_path_factory.mktemp("spark") / "raw"
    raw.mkdir()
    write_small_documents(raw)
    shutil.copy(_SAMPLE, raw / "a [1].pdf")
    shutil.copy(_SAMPLE, raw / "_copy.pdf")
    (raw / "broken.pdf").write_bytes(_SAMPLE.read_bytes()[:5000])
    (raw / "empty.docx").touch()
    (raw / "out.pdf").symlink_to(_SAMPLE)
    with zipfile.ZipFile(raw / "some.zip", "w") as archive:
        archive.writestr("one/a.txt", TEXT.format(amount="1.00"))
        archive.writestr("b.txt", TEXT.format(amount="2.00"))
    (raw / "manifest.csv").write_text(
        "file,source_url,fiscal_year\na [1].pdf,https://example.org/a.pdf,2023\n", encoding="utf-8"
    )
    (raw / "context").mkdir()
    (raw / "context" / "prices.csv").write_text("fiscal_year,price_index\n2023,101.5\n", encoding="utf-8")
    return raw


@pytest.fixture(scope="module")
def plain(folder: Path) -> Path:
    """The build file of the same folder."""
    build_file = folder.parent / "plain" / "fiscal.duckdb"
    load_folder(folder, build_file, jobs=1)
    return build_file


def files_of(store: Path) -> dict[Path, float]:
    return {
        path: path.stat().st_mtime
        for path in (store / "raw").rglob("*.parquet")
        if "document_path" not in str(path)
    }


def test_raw_tables_are_equal_row_for_row(
    local_spark: Any, folder: Path, plain: Path, tmp_path: Path
) -> None:
    done = run(local_spark, tmp_path / "store", str(folder))
    assert differences(plain, tmp_path / "store") == {}
    assert [name for name, _ in done.not_read] == ["broken.pdf", "empty.docx", "out.pdf"]
    assert all(reason for _, reason in done.not_read)

    before = files_of(tmp_path / "store")
    again = run(local_spark, tmp_path / "store", str(folder))
    assert (again.read, again.unchanged) == (0, again.files)
    now = files_of(tmp_path / "store")
    assert {p: t for p, t in now.items() if "source_list" not in str(p) and "context_line" not in str(p)} == {
        p: t for p, t in before.items() if "source_list" not in str(p) and "context_line" not in str(p)
    }
    assert differences(plain, tmp_path / "store") == {}

    retried = run(local_spark, tmp_path / "store", str(folder), retry=True)
    assert retried.files - retried.unchanged == 3
    assert differences(plain, tmp_path / "store") == {}


def test_an_object_store_is_read_by_spark_itself(local_spark: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(
        folder,
        tmp_path / "raw",
        symlinks=False,
        ignore=shutil.ignore_patterns("out.pdf", "_copy.pdf", "empty.docx"),
    )
    load_folder(tmp_path / "raw", tmp_path / "plain" / "fiscal.duckdb", jobs=1)
    run(local_spark, tmp_path / "store", (tmp_path / "raw").as_uri())
    # Hadoop knows times of modification to the millisecond.
    assert differences(tmp_path / "plain" / "fiscal.duckdb", tmp_path / "store", ["modified_at"]) == {}


def test_a_list_names_paths_and_addresses(local_spark: Any, folder: Path, tmp_path: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        lines = [f"{address}/some.zip", f"{address}/none.pdf", str(_SAMPLE), "gone.pdf"]
        (tmp_path / "list.txt").write_text("\n".join(lines), encoding="utf-8")
        done = run(local_spark, tmp_path / "store", str(tmp_path / "list.txt"))
        server.shutdown()
    assert (done.files, done.read, len(done.not_read)) == (5, 3, 2)
    paths = source_of(tmp_path / "store", "document_path")
    query = f"select source_url from {paths} where file_path like '%b.txt'"
    assert duckdb.sql(query).fetchall() == [(f"{address}/some.zip",)]


def test_a_document_whose_file_holds_other_content_is_no_more_of_the_collection(
    local_spark: Any, tmp_path: Path
) -> None:
    raw, store = tmp_path / "raw", tmp_path / "store"
    raw.mkdir()
    (raw / "a.txt").write_text(TEXT.format(amount="1.00"), encoding="utf-8")
    run(local_spark, store, str(raw))
    (raw / "a.txt").write_text(TEXT.format(amount="3.00"), encoding="utf-8")
    done = run(local_spark, store, str(raw))
    assert done.documents == {"read": 1}
    query = f"select count(*) from {source_of(store, 'document_path')}"
    assert duckdb.sql(query).fetchall() == [(1,)]
