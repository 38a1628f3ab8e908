"""The rules of the models, as their unit tests state them, hold on the engine of the pipeline."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.built import Build
from tests.support.dbt import RESULTS, UNIT_TESTS, run_dbt

pytestmark = pytest.mark.timeout(600)


def test_every_unit_test_of_the_models_passes(cookbook_build: Build, tmp_path: Path) -> None:
    # The build is open for reading, and dbt opens its file for writing.
    file = tmp_path / cookbook_build.file.name
    shutil.copy(cookbook_build.file, file)
    # The models' columns are looked up in the build; unit tests write nothing to it.
    run = run_dbt("--quiet", "test", UNIT_TESTS, file=file, target=tmp_path / "target")
    assert run.returncode == 0, f"{run.stdout[-4000:]}{run.stderr[-4000:]}"
    ran = json.loads((tmp_path / "target" / RESULTS).read_text())["results"]
    # Beside the tests there is what dbt runs before them.
    results = [result for result in ran if result["unique_id"].startswith("unit_test.")]
    assert len(results) > 100
    assert {result["status"] for result in results} == {"pass"}
