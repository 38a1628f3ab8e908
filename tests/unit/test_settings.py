"""Settings come from options, then the environment, then defaults; a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_ROOT, Settings, SettingsError, SparkSettings, require_raw_dir


def test_relative_paths_of_the_environment_start_at_the_project_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FISCAL_RAW_DIR", "elsewhere")
    settings = Settings.load()
    assert settings.raw_dir == PROJECT_ROOT / "elsewhere"
    assert settings.warehouse_file == PROJECT_ROOT / "warehouse" / "fiscal.duckdb"
    assert settings.build_file == PROJECT_ROOT / ".fiscal" / "build" / "fiscal.duckdb"


def test_relative_paths_of_options_start_where_the_person_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FISCAL_RAW_DIR", "elsewhere")
    settings = Settings.load(raw=Path("docs"))
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
def test_a_bad_setting_is_named(
    environment: dict[str, str], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{key}"):
        Settings.load()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"FISCAL_JOBS": "many"},
            "FISCAL_JOBS (--jobs): 'many' cannot be used: input should be a valid integer",
        ),
        ({"FISCAL_RETRY": "sure"}, "FISCAL_RETRY: 'sure' cannot be used: input should be a valid boolean"),
        (
            {"FISCAL_SCHEDULE": "at two"},
            "FISCAL_SCHEDULE: 'at two' cannot be used: it is not a cron line of five fields",
        ),
        ({"FISCAL_WAREHOUSE": "/"}, "FISCAL_WAREHOUSE (--warehouse): / is a folder; name a file."),
    ],
)
def test_the_message_names_the_setting_its_option_and_its_value(
    environment: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        Settings.load()
    assert str(raised.value).startswith(sentence)


def test_what_is_exported_is_loaded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load(raw=tmp_path, warehouse=tmp_path / "w.duckdb", jobs=3, rebuild=True)
    with monkeypatch.context() as patch:
        for name in ("FISCAL_BUILD_FILE", "DAGSTER_HOME", *variables(settings)):
            patch.setenv(name, "")
        settings.export()
        assert Settings.load() == settings


def variables(settings: Settings) -> list[str]:
    return [
        "FISCAL_WAREHOUSE" if name == "warehouse_file" else f"FISCAL_{name.upper()}" for name, _ in settings
    ]


def test_a_missing_raw_folder_is_named(tmp_path: Path) -> None:
    settings = Settings.load(raw=tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="nowhere is not a folder"):
        require_raw_dir(settings)


def test_settings_of_spark_are_pairs_and_a_bad_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_SPARK_CONF", "spark.ui.enabled=true; spark.cores.max = 2\n")
    assert SparkSettings.load().more == {"spark.ui.enabled": "true", "spark.cores.max": "2"}
    assert not SparkSettings.load().is_configured
    monkeypatch.setenv("FISCAL_SPARK_CONF", "spark.ui.enabled")
    with pytest.raises(SettingsError, match=r"FISCAL_SPARK_CONF.*is not key=value"):
        SparkSettings.load()
