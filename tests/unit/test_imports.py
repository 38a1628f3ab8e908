"""What makes imports quicker changes nothing that is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("name", "importing", "used", "part"),
    [
        ("altair", "import altair", "altair.Chart", "altair.vegalite"),
        ("scipy.stats", "from scipy import stats", "stats.entropy", "scipy.stats._entropy"),
    ],
)
def test_a_module_is_imported_when_it_is_used(name: str, importing: str, used: str, part: str) -> None:
    script = f"""
import sys
from dagster_project.imports import import_when_used
import_when_used({name!r})
{importing}
assert {part!r} not in sys.modules
what = {used}
assert {part!r} in sys.modules
{importing}
assert {used} is what
print(what.__name__)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, used.rpartition(".")[2]), run.stderr


def test_a_module_that_is_not_there_is_missed_when_it_is_used() -> None:
    script = """
from dagster_project.imports import import_when_used
import_when_used("no_such_module")
import no_such_module
no_such_module.anything
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ModuleNotFoundError: No module named 'no_such_module'" in run.stderr
