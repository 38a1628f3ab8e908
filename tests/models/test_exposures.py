"""What leans on the views is declared, so that a dropped view is noticed before a page breaks.

Belongs here: exposures of the dbt project. Does not belong here: what the pages show.
"""

from __future__ import annotations

import inspect
import json
import re

import pytest

from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.reporting import overview, workbook
from dagster_project.settings import Settings


@pytest.mark.parametrize(("exposure", "module"), [("overview", overview), ("department_workbooks", workbook)])
def test_an_exposure_names_every_mart_that_is_read(exposure: str, module: object) -> None:
    manifest = json.loads(parsed_manifest(Settings.load()).read_text(encoding="utf-8"))
    declared = next(one for one in manifest["exposures"].values() if one["name"] == exposure)
    names = {node.split(".")[-1] for node in declared["depends_on"]["nodes"]}
    read = set(re.findall(r"marts\.((?:v|fct)_[a-z_]+)", inspect.getsource(module)))
    # The history of releases is written by the publication, not by a model.
    assert read - {"fct_release_change", "fct_refresh_run"} == names
