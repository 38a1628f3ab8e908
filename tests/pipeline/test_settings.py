"""Settings come from options, then the environment, then defaults; a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_ROOT, Settings, SettingsError, require_raw_dir


def test_relative_paths_of_the_environment_start_at_the_project_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load(environment={"FISCAL_RAW_DIR": "elsewhere"})
    assert settings.raw_dir == PROJECT_ROOT / "elsewhere"
    assert settings.warehouse_file == PROJECT_ROOT / "warehouse" / "fiscal.duckdb"
    assert settings.build_file == PROJECT_ROOT / ".fiscal" / "build" / "fiscal.duckdb"


def test_relative_paths_of_options_start_where_the_person_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load(raw=Path("docs"), environment={"FISCAL_RAW_DIR": "elsewhere"})
    assert settings.raw_dir == tmp_path / "docs"


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"FISCAL_JOBS": "many"}, "FISCAL_JOBS"),
        ({"FISCAL_JOBS": "0"}, "FISCAL_JOBS"),
        ({"FISCAL_DOCUMENT_SECONDS": "0"}, "FISCAL_DOCUMENT_SECONDS"),
        ({"FISCAL_DOCUMENT_SECONDS": "a while"}, "FISCAL_DOCUMENT_SECONDS"),
        ({"FISCAL_DOCUMENT_MEMORY_MB": "1"}, "FISCAL_DOCUMENT_MEMORY_MB"),
        ({"FISCAL_MEMORY_MB": "64"}, "FISCAL_MEMORY_MB"),
        ({"FISCAL_SCHEDULE": "every night"}, "FISCAL_SCHEDULE"),
        ({"FISCAL_WAREHOUSE": "/"}, "FISCAL_WAREHOUSE"),
        ({"FISCAL_WAREHOUSE": ".fiscal/build/fiscal.duckdb"}, "FISCAL_WAREHOUSE"),
        ({"FISCAL_HOME": __file__}, "FISCAL_HOME"),
    ],
)
def test_a_bad_setting_is_named(environment: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError, match=f"^{key}"):
        Settings.load(environment=environment)


def test_a_missing_raw_folder_is_named(tmp_path: Path) -> None:
    settings = Settings.load(raw=tmp_path / "nowhere", environment={})
    with pytest.raises(SettingsError, match="nowhere is not a folder"):
        require_raw_dir(settings)
