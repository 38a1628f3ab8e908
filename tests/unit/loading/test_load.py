"""How a folder becomes rows: what is read again, what stays, what a bad file costs."""

from __future__ import annotations

import shutil
import sys
import tracemalloc
from pathlib import Path

import duckdb
import pandas
import pytest

from dagster_project.extraction.records import Document, Paragraph
from dagster_project.fingerprint import of_program, of_release
from dagster_project.loading import load, raw_tables, reader_pool
from dagster_project.loading.folder import find_documents, survey
from dagster_project.loading.load import LoadSummary, load_folder
from dagster_project.loading.made_from import (
    build_fingerprint,
    fingerprint_of_documents,
    folder_in_build,
    note_program,
)

TABLE = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t{amount}\n\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(TABLE.format(amount="1.00"), encoding="utf-8")
    return raw


def _load(folder: Path) -> LoadSummary:
    return load_folder(folder, folder.parent / "raw.duckdb", jobs=1)


def _query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder.parent / 'raw.duckdb'}' as build (read_only)")
        connection.execute("use build")
        return connection.execute(sql).fetchall()


def test_documents_are_found_in_order_without_links_notes_and_dot_files(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.docx", ".hidden.pdf", ".git/d.pdf", "manifest.csv", "~$open.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "b.pdf")
    found = [str(path.relative_to(tmp_path)) for path in find_documents(tmp_path)]
    assert found == ["b.pdf", "a/c.docx"]


def test_cells_are_stored_under_their_table_and_document(folder: Path) -> None:
    summary = _load(folder)
    assert (summary.total, summary.read, summary.unchanged) == (1, 1, 0)
    assert _query(folder, "select row_no, column_no, is_header, header_path, text from raw.table_cell") == [
        (1, 1, True, None, "项目"),
        (1, 2, True, None, "金额"),
        (2, 1, False, "项目", "合计"),
        (2, 2, False, "金额", "1.00"),
    ]
    joined = "select caption, file_path, status from raw.document_table join raw.document using (document_id)"
    assert _query(folder, f"{joined} join raw.document_path using (document_id)") == [
        ("收支总表", "a.txt", "read")
    ]


def test_what_a_killed_refresh_had_no_memory_for_is_removed(folder: Path) -> None:
    left = [folder.parent / ".spill", folder.parent / "raw.duckdb.tmp"]
    for spilled in left:
        spilled.mkdir()
        (spilled / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"gigabytes")
    _load(folder)
    assert not any(spilled.exists() for spilled in left)


def test_a_load_lets_go_of_what_it_has_stored_before_its_transaction_ends() -> None:
    with duckdb.connect() as connection:
        raw_tables.create_tables(connection)
        connection.execute("begin")
        tracemalloc.start()
        for number in range(10):
            texts = [Paragraph(line, line, None, f"{number} {line} {'text ' * 100}") for line in range(1000)]
            document = Document(str(number), "txt", 1, None, "read", None, "1", paragraphs=texts)
            raw_tables.store(connection, document)
        del texts, document
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    # Half a megabyte each.
    assert kept < 1_000_000


def test_a_column_that_is_empty_but_for_one_row_of_many_is_stored_as_it_is() -> None:
    # Where pandas is about, DuckDB would guess the type of a column from some of its rows.
    assert pandas.__name__ in sys.modules
    texts = [Paragraph(number, number, None, str(number)) for number in range(3000)]
    texts[1] = Paragraph(1, 1, 7, "on a page")
    with duckdb.connect() as connection:
        raw_tables.create_tables(connection)
        raw_tables.store(connection, Document("d", "txt", 1, None, "read", None, "1", paragraphs=texts))
        stored = connection.execute("select paragraph_no, page_no, text from raw.paragraph").fetchall()
    assert set(stored) == {(text.paragraph_no, text.page_no, text.text) for text in texts}


def test_known_content_is_not_opened_again(folder: Path) -> None:
    _load(folder)
    shutil.copy(folder / "a.txt", folder / "same_content.txt")
    summary = _load(folder)
    assert (summary.total, summary.read, summary.unchanged, len(summary.copies)) == (2, 0, 1, 1)
    assert _query(folder, "select file_path from raw.document_path order by 1") == [
        ("a.txt",),
        ("same_content.txt",),
    ]


def test_the_list_beside_documents_says_where_they_were_published(folder: Path) -> None:
    query = "select file_path, source_url from raw.document_path order by 1"
    shutil.copy(folder / "a.txt", folder / "b.txt")
    _load(folder)
    before = fingerprint_of_documents(survey(folder).values())
    assert _query(folder, query) == [("a.txt", None), ("b.txt", None)]
    (folder / "manifest.csv").write_text(
        "file,source_url\na.txt,https://finance.example/2024/a.txt\nb.txt,javascript:alert(1)\n",
        encoding="utf-8-sig",
    )
    assert _load(folder).unchanged == 2
    assert _query(folder, query) == [("a.txt", "https://finance.example/2024/a.txt"), ("b.txt", None)]
    assert fingerprint_of_documents(survey(folder).values()) != before


def test_what_the_list_says_of_a_document_is_kept_as_written_and_changes_the_fingerprint(
    folder: Path,
) -> None:
    _load(folder)
    before = fingerprint_of_documents(survey(folder).values())
    (folder / "manifest.csv").write_text(
        "file,fiscal_year,entity,budget_stage\na.txt,2023, 云溪市北湖区民政局 ,预算\n", encoding="utf-8"
    )
    assert _load(folder).unchanged == 1
    assert _query(folder, "select file_path, fiscal_year, entity, budget_stage from raw.source_list") == [
        ("a.txt", "2023", "云溪市北湖区民政局", "预算")
    ]
    assert fingerprint_of_documents(survey(folder).values()) != before
    (folder / "manifest.csv").unlink()
    _load(folder)
    assert _query(folder, "select count(*) from raw.source_list") == [(0,)]


@pytest.mark.parametrize(
    "content",
    [b"", b"file\na.txt\n", b"\xff\xfe\x00", b"file,source_url\na.txt\n", b'file,source_url\n"a.txt'],
)
def test_a_list_that_says_nothing_stops_nothing(folder: Path, content: bytes) -> None:
    (folder / "manifest.csv").write_bytes(content)
    assert _load(folder).read == 1
    assert _query(folder, "select source_url from raw.document_path") == [(None,)]


def test_content_of_another_extractor_version_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(raw_tables, "current_versions", lambda: ["of tomorrow"])
        _load(folder)
        assert _load(folder).read == 1
    assert _load(folder).unchanged == 1
    assert _query(folder, "select count(*) from raw.table_cell") == [(4,)]


def test_quarantined_content_is_read_again_by_another_version_or_when_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.txt").write_text(TABLE.format(amount="2.00"), encoding="utf-8")
    with monkeypatch.context() as patch:
        # A reading process that ends at once stands for a fault that the next version repairs.
        patch.setattr(reader_pool, "_READ", "import os; os.write(1, b'+')")
        assert [name for name, _ in _load(folder).quarantined] == ["a.txt", "b.txt"]
    build = folder.parent / "raw.duckdb"
    assert _load(folder).unchanged == 2
    (summary, later) = (load_folder(folder, build, jobs=1, retry=True) for _ in range(2))
    assert (summary.read, summary.unchanged, summary.quarantined) == (2, 0, [])
    assert (later.read, later.unchanged) == (0, 2)


def test_document_whose_file_is_gone_stays_until_it_is_pruned(folder: Path) -> None:
    (folder / "b.txt").write_text(TABLE.format(amount="2.00"), encoding="utf-8")
    _load(folder)
    (folder / "a.txt").unlink()
    for _ in range(2):
        summary = _load(folder)
        assert (summary.total, summary.unchanged, summary.kept_without_file) == (1, 1, ["a.txt"])
    amounts = "select text from raw.table_cell where row_no = 2 and column_no = 2 order by 1"
    assert _query(folder, amounts) == [("1.00",), ("2.00",)]
    pruned = load_folder(folder, folder.parent / "raw.duckdb", jobs=1, prune=True)
    assert pruned.kept_without_file == []
    assert _query(folder, amounts) == [("2.00",)]
    assert _query(folder, "select count(*) from raw.document") == [(1,)]


def test_moved_file_is_not_read_again_and_lies_where_it_is_now(folder: Path) -> None:
    _load(folder)
    (folder / "2024").mkdir()
    (folder / "a.txt").rename(folder / "2024" / "b.txt")
    summary = _load(folder)
    assert (summary.read, summary.unchanged, summary.moved, summary.kept_without_file) == (0, 1, 1, [])
    assert _query(folder, "select file_path from raw.document_path") == [("2024/b.txt",)]
    assert _load(folder).moved == 0
    # The same bytes once more, as a browser saves them.
    shutil.copy(folder / "2024" / "b.txt", folder / "2024" / "b (1).txt")
    copied = _load(folder)
    assert copied.copies == [("2024/b (1).txt", "2024/b.txt")]
    assert (copied.total, copied.read, copied.failed, copied.unchanged) == (2, 0, 0, 1)
    assert _load(folder).copies == []


def test_counts_add_up_and_what_is_left_out_by_its_name_is_listed(folder: Path) -> None:
    shutil.copy(folder / "a.txt", folder / "a (1).txt")
    # Two that are empty: each is one that cannot be read, and neither a copy of the other.
    (folder / "empty.pdf").touch()
    (folder / "empty too.txt").touch()
    for name in ("later.pdf.part", "README.md", "Thumbs.db", "manifest.csv", ".hidden"):
        (folder / name).touch()
    summary = _load(folder)
    counted = (summary.read, summary.failed, summary.unchanged, len(summary.copies))
    assert (summary.total, counted) == (4, (1, 2, 0, 1))
    assert summary.left_out == ["README.md", "later.pdf.part"]
    # One more of what is known is said to be one.
    (folder / "empty again.txt").touch()
    assert _load(folder).copies == [("empty again.txt", "empty.pdf")]


def test_replaced_file_has_its_new_content_only(folder: Path) -> None:
    _load(folder)
    (folder / "a.txt").write_text(TABLE.format(amount="3.00"), encoding="utf-8")
    summary = _load(folder)
    assert (summary.read, summary.moved, summary.kept_without_file) == (1, 0, [])
    assert _query(folder, "select text from raw.table_cell where row_no = 2 and column_no = 2") == [("3.00",)]
    assert _query(folder, "select count(*) from raw.document") == [(1,)]


def test_the_fingerprint_of_the_folder_is_that_of_its_survey(folder: Path) -> None:
    _load(folder)
    build = folder.parent / "raw.duckdb"
    before = folder_in_build(build)
    assert before == fingerprint_of_documents(survey(folder).values())
    (folder / "a.txt").rename(folder / "b.txt")
    assert fingerprint_of_documents(survey(folder).values()) != before
    assert build_fingerprint(build) is None, "nothing was built from these tables"
    note_program(build, of_program())
    assert build_fingerprint(build) == of_release(before, of_program())


def test_bad_file_is_quarantined_and_the_others_are_stored(folder: Path) -> None:
    (folder / "b.pdf").write_bytes(b"")
    summary = _load(folder)
    assert (summary.read, summary.failed) == (1, 1)
    assert [(name, "empty" in reason) for name, reason in summary.quarantined] == [("b.pdf", True)]
    again = _load(folder)
    assert (again.quarantined, again.read, again.failed) == (summary.quarantined, 0, 0)


def test_last_good_content_stays_when_its_file_turns_unreadable(folder: Path) -> None:
    _load(folder)
    (folder / "a.txt").write_bytes(b"")
    _load(folder)
    assert _query(
        folder,
        "select status, file_path from raw.document join raw.document_path using (document_id) order by 1",
    ) == [
        ("quarantined", "a.txt"),
        ("read", "a.txt"),
    ]
    (folder / "a.txt").write_text(TABLE.format(amount="3.00"), encoding="utf-8")
    _load(folder)
    assert _query(folder, "select text from raw.table_cell where row_no = 2 and column_no = 2") == [("3.00",)]


def test_failed_load_leaves_the_rows_of_the_last_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _load(folder)
    (folder / "b.txt").write_text(TABLE.format(amount="2.00"), encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(load, "refresh_paths", fail)
        with pytest.raises(OSError, match="no space left"):
            _load(folder)
    assert _query(folder, "select count(*) from raw.document") == [(1,)]
    assert _load(folder).read == 1


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Create it"):
        load_folder(tmp_path / "nowhere", tmp_path / "build.duckdb")
